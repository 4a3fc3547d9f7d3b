"""Makes marian-external.zip: the graphs of the Marian fixture with their weights in files beside them, as models above 2 GB have them.

    pip install -r tests/models/requirements.txt
    python tests/models/make-external.py

Optimum writes one `<file>.onnx_data`; Transformers.js splits it into `_data`, `_data_1` and so on. The encoder has one such file, the decoder two.
"""

import pathlib
import zipfile

import onnx
from onnx.external_data_helper import set_external_data, uses_external_data

HERE = pathlib.Path(__file__).parent
LEAST = 64  # bytes; what is smaller, as the shapes that the runtime must know at load, stays in the graph


def graphs_of(graph):
    """The graph and those in its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from graphs_of(attribute.g)


def move_out(name, parts):
    """The graph's bytes, and those of the files that its weights were moved to."""
    model = onnx.load(HERE / "marian" / name)
    files = [bytearray() for _ in range(parts)]
    place = 0
    for graph in graphs_of(model.graph):
        for weight in graph.initializer:
            if len(weight.raw_data) < LEAST:
                continue
            part = place % parts
            place += 1
            while len(files[part]) % 64:
                files[part] += b"\0"
            location = f"{name}_data" if part == 0 else f"{name}_data_{part}"
            raw = weight.raw_data
            set_external_data(weight, location, offset=len(files[part]), length=len(raw))
            weight.ClearField("raw_data")
            files[part] += raw
            assert uses_external_data(weight)
    names = [f"{name}_data" if part == 0 else f"{name}_data_{part}" for part in range(parts)]
    return {name: model.SerializeToString(), **{file: bytes(data) for file, data in zip(names, files)}}


with zipfile.ZipFile(HERE / "marian-external.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for name, parts in [("encoder_model.onnx", 1), ("decoder_model_merged.onnx", 2)]:
        for file, data in move_out(name, parts).items():
            archive.writestr(zipfile.ZipInfo(file, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
            print(file, len(data))
