"""Modules: functions that own their parameters. Names and semantics are PyTorch's, but weights are (n_in, n_out).

A parameter is any Tensor attribute that requires a gradient; modules may hold modules, alone or in lists.
Neuron, Layer and MLP are the scalar network of the first chapters, made of Values.
"""

from autograd_lab.nn.attention import MultiheadAttention as MultiheadAttention, TransformerBlock as TransformerBlock
from autograd_lab.nn.images import (
    AvgPool2d as AvgPool2d,
    Conv1d as Conv1d,
    Conv2d as Conv2d,
    Flatten as Flatten,
    MaxPool2d as MaxPool2d,
)
from autograd_lab.nn.layers import (
    Embedding as Embedding,
    Linear as Linear,
    ReLU as ReLU,
    Sigmoid as Sigmoid,
    Tanh as Tanh,
)
from autograd_lab.nn.module import Module as Module, StateError as StateError
from autograd_lab.nn.normalisation import BatchNorm1d as BatchNorm1d, Dropout as Dropout, LayerNorm as LayerNorm
from autograd_lab.nn.recurrent import GRUCell as GRUCell, LSTMCell as LSTMCell, RNNCell as RNNCell
from autograd_lab.nn.sequential import Sequential as Sequential
from autograd_lab.scalar.neurons import MLP as MLP, Layer as Layer, Neuron as Neuron
from autograd_lab.tensor import init as init
from autograd_lab.tensor.init import manual_seed as manual_seed

__all__ = [
    "MLP",
    "AvgPool2d",
    "BatchNorm1d",
    "Conv1d",
    "Conv2d",
    "Dropout",
    "Embedding",
    "Flatten",
    "GRUCell",
    "LSTMCell",
    "Layer",
    "LayerNorm",
    "Linear",
    "MaxPool2d",
    "Module",
    "MultiheadAttention",
    "Neuron",
    "RNNCell",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "StateError",
    "Tanh",
    "TransformerBlock",
    "init",
    "manual_seed",
]
