/** The CSV of Keras' `CSVLogger`: `epoch,accuracy,loss,val_accuracy,val_loss`, one row per epoch and no time. */

import { fail, success, type Result } from '../../failure';
import { wholeTextImporter, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import { quote } from '../quote';
import { columnsOf, countsOf, tableOf } from './csvRows';
import { measured, profileOf } from './findings';

const ID = 'keras-csvlogger';

/** Reads how many epochs there were, which is all that the file can tell. */
export const kerasCsvLogger = wholeTextImporter({
  id: ID,
  label: 'Keras CSVLogger',
  sniff: ({ text }) => {
    const columns = columnsOf(text);
    return columns[0] === 'epoch' && columns.length > 1 && columns.some((name) => /(?:^|_)loss$/.test(name)) && !columns.includes('step') && !columns.includes('train_loss');
  },
  read,
});

function read(file: ProfileText): Result<Profile> {
  const epochs = countsOf(tableOf(file.text), 'epoch').filter((epoch) => epoch !== undefined);
  const last = epochs.at(-1);
  if (last === undefined) return fail('damaged', `${quote(file.name)} has no epoch below its heading.`, 'Open the log of the training itself.');
  const begins = epochs.filter((epoch, index) => index === 0 || epoch <= (epochs[index - 1] ?? -1));
  const [first = 0] = begins.slice(-1);
  return success(profileOf(ID, {
    mode: measured('training', 'a loss for each epoch'),
    epochs: measured(first === 1 ? last : last + 1, `last epoch of the CSV, counted from ${first === 1 ? 1 : 0}`),
    warnings: [NO_TIME, ...(begins.length > 1 ? [`The file holds ${begins.length} runs, one appended to the other; the last was taken.`] : [])],
  }));
}

const NO_TIME = 'CSVLogger writes no times: the console log of the same training has the time per step.';
