"""The file `autograd_lab/data/spoken_digits.npz`: ten words, said by the voices of eSpeak NG, as log-mel energies.

    python -m autograd_lab.authoring.spoken_digits

makes it anew; it needs the program `espeak-ng` (of Debian's package of that name, 1.52). The sounds are synthetic:
no person was recorded. They are measured here and thrown away.
"""

from __future__ import annotations

import io
import math
import shutil
import subprocess
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograd_lab.errors import LabError

FILE = Path(__file__).resolve().parents[1] / "data" / "spoken_digits.npz"
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ACCENTS = ("en-us", "en-gb-x-rp", "en-gb-scotland")
# without breath, which eSpeak NG draws anew at each call: the file can be made again to the last bit
MALE, FEMALE = tuple(f"m{i}" for i in range(1, 9)), ("f1", "f4", "linda", "steph", "belinda", "aunty")
KLATT = ("klatt", "klatt2")  # another synthesiser inside eSpeak NG
VOICES = tuple(f"{accent}+{variant}" for variant in (*MALE, *FEMALE, *KLATT) for accent in ACCENTS)

BANDS = 20
LOWEST, HIGHEST = 80.0, 7000.0  # Hz, ends of the bands
WINDOW, HOP = 0.032, 0.016  # seconds
LEVELS = 63  # of an energy in the file: a step is a decibel
FLOOR = 60.0  # dB below the loudest entry of a word: what is quieter counts as silence
LOUD = 0.1  # of the floor: a frame whose loudest band lies below this is no part of the word

Sound = NDArray[np.float64]


def spoken(word: str, voice: str, speed: int, pitch: int) -> tuple[Sound, int]:
    """(samples from −1 to 1, samples a second) of a word.

    voice  of eSpeak NG, such as en-us+f2
    speed  words a minute
    pitch  0 to 99, 50 as the voice has it
    """
    program = shutil.which("espeak-ng")
    if program is None:
        raise LabError("spoken_digits needs the program espeak-ng. On Debian: apt-get install espeak-ng")
    command = [program, "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", word]
    made = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(made)) as sound:
        rate = sound.getframerate()
    return np.frombuffer(made[44:], "<i2") / 2.0**15, rate  # the header of a stream gives no length: what is there


def mel_energies(samples: Sound, rate: int) -> Sound:
    """Log energies of a sound in BANDS bands that are evenly spaced in mel, frame by frame: (frames, BANDS).

    From 0, at FLOOR decibels below the loudest, to 1. A frame is a Hann window of WINDOW seconds, one every HOP.
    """
    size, hop = round(WINDOW * rate), round(HOP * rate)
    padded = np.concatenate([samples, np.zeros(size)])
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * np.hanning(size)
    power = np.abs(np.fft.rfft(frames)) ** 2  # (frames, size // 2 + 1)
    decibels = 10 * np.log10(np.maximum(power @ _triangles(size, rate), 1e-12))
    energies: Sound = np.clip((decibels - decibels.max()) / FLOOR + 1, 0, 1)
    return energies


def _triangles(size: int, rate: int) -> Sound:
    """Weights of each frequency in each band, (size // 2 + 1, BANDS): triangles that overlap by half."""
    lowest, highest = (2595 * math.log10(1 + end / 700) for end in (LOWEST, HIGHEST))  # in mel
    corners = 700 * (10 ** (np.linspace(lowest, highest, BANDS + 2) / 2595) - 1)
    frequency = np.fft.rfftfreq(size, 1 / rate)[:, None]
    low, middle, high = corners[:-2], corners[1:-1], corners[2:]
    rising, falling = (frequency - low) / (middle - low), (high - frequency) / (high - middle)
    weights: Sound = np.maximum(np.minimum(rising, falling), 0)
    return weights


def _trimmed(energies: Sound) -> Sound:
    """The frames from the first to the last that is loud enough."""
    loud = np.flatnonzero(energies.max(axis=1) > LOUD)
    return energies[loud[0] : loud[-1] + 1]


def recordings(voices: Sequence[str] = VOICES) -> dict[str, NDArray[np.generic]]:
    """What the file holds, of these voices: each says the ten words at a speed and a pitch of its own.

    steps     (all frames, BANDS) int8: energies in steps of 1 / LEVELS, the words one after another, each frame less
              the one before it, which a compressor likes better; the sum along axis 0 has the energies again
    lengths   frames of each word
    labels    0 to 9
    voices    of each word the place of its voice in `names`
    """
    found, lengths, labels, of = list[Sound](), list[int](), list[int](), list[int]()
    for place, voice in enumerate(voices):
        speed, pitch = 120 + 17 * place % 61, 30 + 23 * place % 41
        for digit, word in enumerate(WORDS):
            energies = _trimmed(mel_energies(*spoken(word, voice, speed, pitch)))
            found.append(energies)
            lengths.append(len(energies))
            labels.append(digit)
            of.append(place)
    return {
        "steps": np.diff(np.rint(LEVELS * np.concatenate(found)).astype(np.int8), axis=0, prepend=np.int8(0)),
        "lengths": np.array(lengths, np.uint8),
        "labels": np.array(labels, np.uint8),
        "voices": np.array(of, np.uint8),
        "names": np.array(voices),
    }


def main() -> None:
    """Make the file."""
    made = recordings()
    np.savez_compressed(FILE, allow_pickle=False, **made)
    print(f"{FILE}: {len(made['labels'])} words, {len(made['steps'])} frames, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
