"""The analysis network as an ONNX graph: inputs ``x`` [time, batch, width], ``lengths`` [batch] int32; output
``logits`` [time, batch, labels]."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx_lstm import _gates


def write(net, path: Path) -> None:
    """Write an ``AnalysisNet`` to *path*."""
    nodes, weights, current = [], [], "x"
    for layer, lstm in enumerate((net.lstm1, net.lstm2)):
        state = {k: v.detach().numpy() for k, v in lstm.state_dict().items()}
        w, r, b = [], [], []
        for d in ("", "_reverse"):
            w.append(_gates(state[f"weight_ih_l0{d}"]))
            r.append(_gates(state[f"weight_hh_l0{d}"]))
            b.append(np.concatenate([_gates(state[f"bias_ih_l0{d}"]), _gates(state[f"bias_hh_l0{d}"])]))
        for name, value in (("W", w), ("R", r), ("B", b)):
            weights.append(numpy_helper.from_array(np.stack(value).astype(np.float32), f"{name}{layer}"))
        nodes.append(helper.make_node("LSTM", [current, f"W{layer}", f"R{layer}", f"B{layer}", "lengths"],
                                      [f"y{layer}"], hidden_size=lstm.hidden_size, direction="bidirectional"))
        nodes.append(helper.make_node("Transpose", [f"y{layer}"], [f"t{layer}"], perm=[0, 2, 1, 3]))
        nodes.append(helper.make_node("Reshape", [f"t{layer}", "shape"], [f"h{layer}"]))
        current = f"h{layer}"
    weights.append(numpy_helper.from_array(np.array([0, 0, 2 * net.lstm2.hidden_size], dtype=np.int64), "shape"))
    for name, linear in (("local", net.local), ("out", net.out)):
        weights.append(numpy_helper.from_array(linear.weight.detach().numpy().T.copy(), f"{name}_w"))
        weights.append(numpy_helper.from_array(linear.bias.detach().numpy(), f"{name}_b"))
    nodes += [
        helper.make_node("MatMul", ["x", "local_w"], ["local_m"]),
        helper.make_node("Add", ["local_m", "local_b"], ["local_a"]),
        helper.make_node("Relu", ["local_a"], ["local_r"]),
        helper.make_node("Concat", [current, "local_r"], ["state"], axis=2),
        helper.make_node("MatMul", ["state", "out_w"], ["out_m"]),
        helper.make_node("Add", ["out_m", "out_b"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes, "analysis",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["time", "batch", net.lstm1.input_size]),
         helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["time", "batch", sum(net.heads.values())])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
