"""A trained torch bidirectional LSTM as a small ONNX graph: inputs ``x`` [time, batch, in], ``lengths`` [batch]."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def _gates(w: np.ndarray) -> np.ndarray:
    """torch orders gates i f g o, ONNX i o f c."""
    i, f, g, o = np.split(w, 4, axis=0)
    return np.concatenate([i, o, f, g], axis=0)


def write(lstm, path: Path) -> None:
    """Write *lstm* (torch.nn.LSTM, bidirectional) to *path*."""
    state = {k: v.detach().numpy() for k, v in lstm.state_dict().items()}
    nodes, weights, current = [], [], "x"
    for layer in range(lstm.num_layers):
        w, r, b = [], [], []
        for d in ("", "_reverse"):
            w.append(_gates(state[f"weight_ih_l{layer}{d}"])); r.append(_gates(state[f"weight_hh_l{layer}{d}"]))
            b.append(np.concatenate([_gates(state[f"bias_ih_l{layer}{d}"]), _gates(state[f"bias_hh_l{layer}{d}"])]))
        for name, value in (("W", w), ("R", r), ("B", b)):
            weights.append(numpy_helper.from_array(np.stack(value).astype(np.float32), f"{name}{layer}"))
        nodes.append(helper.make_node("LSTM", [current, f"W{layer}", f"R{layer}", f"B{layer}", "lengths"], [f"y{layer}"],
                                      hidden_size=lstm.hidden_size, direction="bidirectional"))
        nodes.append(helper.make_node("Transpose", [f"y{layer}"], [f"t{layer}"], perm=[0, 2, 1, 3]))
        nodes.append(helper.make_node("Reshape", [f"t{layer}", "shape"], [f"h{layer}"]))
        current = f"h{layer}"
    weights.append(numpy_helper.from_array(np.array([0, 0, 2 * lstm.hidden_size], dtype=np.int64), "shape"))
    graph = helper.make_graph(
        nodes, "bilstm",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["time", "batch", lstm.input_size]),
         helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"])],
        [helper.make_tensor_value_info(current, TensorProto.FLOAT, ["time", "batch", 2 * lstm.hidden_size])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
