/** Fills that differ by pattern and not by hue alone. */

import { color } from 'chart.js/helpers';
import type { CostedOffer } from '../src/core/advice/advice';

type Draw = (ctx: CanvasRenderingContext2D) => void;

/** Side of a tile, pixels. */
const TILE = 6;

const lines = (...ends: readonly (readonly [number, number, number, number])[]): Draw => (ctx) => {
  ctx.beginPath();
  for (const [fromX, fromY, toX, toY] of ends) {
    ctx.moveTo(fromX, fromY);
    ctx.lineTo(toX, toY);
  }
  ctx.stroke();
};

/** Diagonal lines that meet their neighbours at the corners. */
const DIAGONAL = lines([-6, 6, 0, 0], [0, 6, 6, 0], [6, 6, 12, 0]);

/** How an offer is bought, by pattern; the first way is a plain fill. */
const BY_PURCHASE: Readonly<Partial<Record<CostedOffer['purchase'], Draw>>> = {
  spot: (ctx) => ctx.fillRect(2, 2, 2, 2),
  sagemaker: lines([0, 1.5, 6, 1.5], [0, 4.5, 6, 4.5]),
  'savings-plan': lines([1.5, 0, 1.5, 6], [4.5, 0, 4.5, 6]),
  'sagemaker-spot': lines([0, 3, 6, 3], [3, 0, 3, 6]),
  'sagemaker-hosting': lines([0, 0, 6, 6]),
};

/** Diagonal lines: "not to be had". */
export function hatch(colour: string): CanvasPattern | string {
  return tile(colour, 'transparent', DIAGONAL);
}

/** The fill of a way to buy: its pattern in the colour over the ground. */
export function purchaseFill(purchase: CostedOffer['purchase'], colour: string, ground: string): CanvasPattern | string {
  const draw = BY_PURCHASE[purchase];
  return draw === undefined ? ground : tile(colour, ground, draw);
}

/** The colour made translucent; a colour that cannot be parsed stays as it is. */
export function faint(colour: string, alpha: number): string {
  const parsed = color(colour);
  return parsed.valid ? parsed.alpha(alpha).rgbString() : colour;
}

/** A tile that repeats; the ground alone where the browser makes none. */
function tile(colour: string, ground: string, draw: Draw): CanvasPattern | string {
  const canvas = document.createElement('canvas');
  canvas.width = TILE;
  canvas.height = TILE;
  const ctx = canvas.getContext('2d');
  if (ctx === null) return ground;
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, TILE, TILE);
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = 1;
  draw(ctx);
  return ctx.createPattern(canvas, 'repeat') ?? ground;
}
