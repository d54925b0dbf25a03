"""Train MobileNetV2 on synthetic 128 px images and profile two steps of it."""
import keras
import numpy as np

IMAGES = 5000
CLASSES = 100


def main():
    random = np.random.default_rng(0)
    images = random.random((IMAGES, 128, 128, 3), dtype=np.float32)
    labels = random.integers(0, CLASSES, IMAGES)

    model = keras.applications.MobileNetV2(weights=None, input_shape=(128, 128, 3), classes=CLASSES)
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

    # Two steps in the middle of the first epoch; TensorBoard's tensorflow_stats tool exports them as a table.
    profiler = keras.callbacks.TensorBoard(log_dir="logs", profile_batch=(30, 31))
    model.fit(images, labels, epochs=20, batch_size=64, callbacks=[profiler])


if __name__ == "__main__":
    main()
