"""A face pack of a few kilobytes, made of arithmetic alone: it finds discs of the colour of skin, and reads the turn of
a head from the shading of the disc. It has the shapes of InsightFace's models, so that its true loading path runs."""

from __future__ import annotations

import pickle
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

RADIUS = 48
"""Pixels, at the size in which faces are looked for."""
SKIN = (224, 172, 105)
POINTS = 1103


def disc(
    size: tuple[int, int], *centres: tuple[int, int], shade: float = 0.0, ground: int = 90
) -> np.ndarray:
    """An RGB picture with discs; `shade` from -1 (left side bright) to 1 (right side bright) turns the head."""
    width, height = size
    picture = np.full((height, width, 3), ground, np.float32)
    y, x = np.mgrid[:height, :width]
    for cx, cy in centres:
        inside = (x - cx) ** 2 + (y - cy) ** 2 <= RADIUS**2
        slope = 1 + shade * 0.5 * (x - cx) / RADIUS
        for channel, value in enumerate(SKIN):
            colour = value * (slope if channel == 1 else 1.0)
            picture[..., channel] = np.where(inside, colour, picture[..., channel])
    return np.clip(picture, 0, 255).astype(np.uint8)


def _const(name: str, value: np.ndarray) -> onnx.TensorProto:
    return numpy_helper.from_array(value, name)


def _save(path: Path, nodes: list, inputs: list, outputs: list, constants: list) -> None:
    graph = helper.make_graph(nodes, path.stem, inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def detector(path: Path) -> None:
    """SCRFD's shapes: score, box, points for strides 8, 16 and 32, two anchors a cell. Finds by stride 8 alone."""
    node = helper.make_node
    nodes = [
        node("Split", ["image", "thirds"], ["red", "green", "blue"], axis=1, name="split"),
        node("Sub", ["red", "blue"], ["warm"], name="warmth"),
        node("Sub", ["warm", "least_warm"], ["warmer"], name="warmer"),
        node("Mul", ["warmer", "four"], ["steep"], name="steepness"),
        node("Clip", ["steep", "zero", "one"], ["skin"], name="skin"),
    ]
    constants = [
        _const("thirds", np.array([1, 1, 1], np.int64)),
        _const("least_warm", np.array(0.4, np.float32)),
        _const("four", np.array(4.0, np.float32)),
        _const("zero", np.array(0.0, np.float32)),
        _const("one", np.array(1.0, np.float32)),
        _const("nought", np.array(0.0, np.float32)),
        _const("least", np.array(0.6, np.float32)),
        _const("sharp", np.array(25.0, np.float32)),
        _const("column", np.array([-1, 1], np.int64)),
    ]
    scores, boxes, points = [], [], []
    offsets = [(-16, -16), (16, -16), (0, 0), (-12, 20), (12, 20)]
    for stride in (8, 16, 32):
        kernel = 2 * RADIUS
        name = f"s{stride}"
        nodes += [
            node(
                "AveragePool", ["skin"], [f"{name}_mean"], kernel_shape=[kernel, kernel], strides=[stride, stride],
                pads=[RADIUS, RADIUS, RADIUS - stride, RADIUS - stride], count_include_pad=1, name=f"{name}_pool",
            ),
            node("Sub", [f"{name}_mean", "least"], [f"{name}_over"], name=f"{name}_over"),
            node("Mul", [f"{name}_over", "sharp"], [f"{name}_logit"], name=f"{name}_logit"),
            node("Sigmoid", [f"{name}_logit"], [f"{name}_one"], name=f"{name}_sigmoid"),
            node("Transpose", [f"{name}_one"], [f"{name}_t"], perm=[0, 2, 3, 1], name=f"{name}_transpose"),
            node("Concat", [f"{name}_t", f"{name}_t"], [f"{name}_two"], axis=3, name=f"{name}_anchors"),
            node("Reshape", [f"{name}_two", "column"], [f"{name}_flat"], name=f"{name}_flat"),
            node("Mul", [f"{name}_flat", "one" if stride == 8 else "nought"], [f"score_{stride}"]),
            node("Mul", [f"{name}_flat", "nought"], [f"{name}_none"], name=f"{name}_none"),
            node("Add", [f"{name}_none", f"{name}_box"], [f"bbox_{stride}"], name=f"{name}_bbox"),
            node("Add", [f"{name}_none", f"{name}_points"], [f"kps_{stride}"], name=f"{name}_kps"),
        ]  # fmt: skip
        constants += [
            _const(f"{name}_box", np.full((1, 4), RADIUS / stride, np.float32)),
            _const(
                f"{name}_points",
                np.array([value / stride for pair in offsets for value in pair], np.float32)[None],
            ),
        ]
        scores.append(helper.make_tensor_value_info(f"score_{stride}", TensorProto.FLOAT, [None, 1]))
        boxes.append(helper.make_tensor_value_info(f"bbox_{stride}", TensorProto.FLOAT, [None, 4]))
        points.append(helper.make_tensor_value_info(f"kps_{stride}", TensorProto.FLOAT, [None, 10]))
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, None, None])
    _save(path, nodes, [image], [*scores, *boxes, *points], constants)


def landmarks(path: Path) -> None:
    """3D landmarks: the mean head, turned by an angle that follows the shading from left to right."""
    mean = pickle.loads(files("insightface.data").joinpath("objects/meanshape_68.pkl").read_bytes())
    head = np.asarray(mean, np.float32)
    head = head / np.abs(head).max() * 0.5
    every = np.concatenate([np.zeros((POINTS - 68, 3), np.float32), head])
    across = np.linspace(-1, 1, 192, dtype=np.float32)[None, None, None, :] * np.ones(
        (1, 1, 192, 1), np.float32
    )
    # Only the disc is looked at: the crop is half as wide again as the face.
    y, x = np.mgrid[-1:1:192j, -1:1:192j]
    across = across * ((x**2 + y**2) < 0.4)[None, None].astype(np.float32)
    node = helper.make_node
    nodes = [
        node("Split", ["image", "thirds"], ["red", "green", "blue"], axis=1, name="split"),
        node("Identity", ["green"], ["green_1"], name="one"),
        node("Identity", ["green_1"], ["green_2"], name="two"),
        node("Identity", ["green_2"], ["green_3"], name="three"),
        node("Identity", ["green_3"], ["green_4"], name="four"),
        node("Identity", ["green_4"], ["green_5"], name="five"),
        node("Identity", ["green_5"], ["green_6"], name="six"),
        node("Identity", ["green_6"], ["green_7"], name="seven"),
        node("Mul", ["green_7", "across"], ["tilted"], name="moment"),
        node("ReduceMean", ["tilted"], ["mean"], keepdims=0, name="mean"),
        node("Mul", ["mean", "gain"], ["turn"], name="turn"),
        node("Clip", ["turn", "low", "high"], ["angle"], name="angle"),
        node("Sin", ["angle"], ["sine"], name="sine"),
        node("Cos", ["angle"], ["cosine"], name="cosine"),
        node("Mul", ["head_x", "cosine"], ["xc"], name="xc"),
        node("Mul", ["head_z", "sine"], ["zs"], name="zs"),
        node("Add", ["xc", "zs"], ["x"], name="x"),
        node("Mul", ["head_z", "cosine"], ["zc"], name="zc"),
        node("Mul", ["head_x", "sine"], ["xs"], name="xs"),
        node("Sub", ["zc", "xs"], ["z"], name="z"),
        node("Concat", ["x", "head_y", "z"], ["points"], axis=1, name="points"),
        node("Reshape", ["points", "flat"], ["out"], name="flat"),
    ]
    constants = [
        _const("thirds", np.array([1, 1, 1], np.int64)),
        _const("across", across),
        _const("gain", np.array(14.0, np.float32)),
        _const("low", np.array(-0.9, np.float32)),
        _const("high", np.array(0.9, np.float32)),
        _const("flat", np.array([1, POINTS * 3], np.int64)),
        *(_const(f"head_{axis}", every[:, number : number + 1].copy()) for number, axis in enumerate("xyz")),
    ]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 192, 192])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, POINTS * 3])
    _save(path, nodes, [image], [out], constants)


def square(path: Path, size: int, values: int) -> None:
    """A model of a fixed square input and `values` outputs: of age and sex (96, 3), or of identity (112, 512)."""
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, size, size])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, values])
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0, name="mean"),
        helper.make_node("Mul", ["mean", "ones"], ["out"], name="spread"),
    ]
    _save(path, nodes, [image], [out], [_const("ones", np.ones((1, values), np.float32))])


def recogniser(path: Path) -> None:
    """A model of identity that can tell: the picture's own light and dark in 16 × 16 fields, twice, around its mean."""
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 112, 112])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, 512])
    node = helper.make_node
    nodes = [
        node("ReduceMean", ["image"], ["grey"], axes=[1], keepdims=1, name="grey"),
        node("Slice", ["grey", "from", "to", "axes"], ["inner"], name="inner"),
        node("AveragePool", ["inner"], ["fields"], kernel_shape=[4, 4], strides=[4, 4], name="fields"),
        node("ReduceMean", ["fields"], ["mean"], keepdims=1, name="mean"),
        node("Sub", ["fields", "mean"], ["around"], name="around"),
        node("Reshape", ["around", "row"], ["half"], name="row"),
        node("Concat", ["half", "half"], ["out"], axis=1, name="both"),
    ]
    # The middle of the crop lies inside the disc, whatever is around it.
    constants = [
        _const("row", np.array([1, 256], np.int64)),
        _const("from", np.array([24, 24], np.int64)),
        _const("to", np.array([88, 88], np.int64)),
        _const("axes", np.array([2, 3], np.int64)),
    ]
    _save(path, nodes, [image], [out], constants)


def make(folder: Path) -> Path:
    """A pack with a detector and landmarks, and with the two kinds of model that must never be opened."""
    folder.mkdir(parents=True, exist_ok=True)
    detector(folder / "det_tiny.onnx")
    landmarks(folder / "landmark_tiny.onnx")
    square(folder / "genderage.onnx", 96, 3)
    square(folder / "recognition.onnx", 112, 512)
    (folder / "LICENCE.txt").write_text(
        "Arithmetic made by the tests of this project. Apache-2.0.\n", "utf-8"
    )
    return folder
