"""The parts of networks as functions: maps, activations, losses, images, attention. Names and order are PyTorch's.

One thing differs on purpose: weights are (n_in, n_out), so that a layer reads `x @ w + b`. PyTorch's `dim` is `axis`.
Operands may be Tensors, arrays or lists; a gradient goes to those that need one.
"""

from autograd_lab.functional.activations import (
    gelu as gelu,
    log_softmax as log_softmax,
    logsumexp as logsumexp,
    relu as relu,
    sigmoid as sigmoid,
    softmax as softmax,
    softplus as softplus,
    tanh as tanh,
)
from autograd_lab.functional.attention import scaled_dot_product_attention as scaled_dot_product_attention
from autograd_lab.functional.draws import bernoulli as bernoulli, categorical as categorical
from autograd_lab.functional.images import (
    avg_pool2d as avg_pool2d,
    conv1d as conv1d,
    conv2d as conv2d,
    max_pool2d as max_pool2d,
)
from autograd_lab.functional.joins import (
    concatenate as concatenate,
    maximum as maximum,
    minimum as minimum,
    stack as stack,
    where as where,
)
from autograd_lab.functional.losses import (
    bce_with_logits as bce_with_logits,
    cross_entropy as cross_entropy,
    mse as mse,
    smooth_l1 as smooth_l1,
)
from autograd_lab.functional.maps import embedding as embedding, linear as linear
from autograd_lab.functional.normalisation import (
    batch_norm as batch_norm,
    dropout as dropout,
    layer_norm as layer_norm,
)
from autograd_lab.functional.steps import straight_through as straight_through

__all__ = [
    "avg_pool2d",
    "batch_norm",
    "bce_with_logits",
    "bernoulli",
    "categorical",
    "concatenate",
    "conv1d",
    "conv2d",
    "cross_entropy",
    "dropout",
    "embedding",
    "gelu",
    "layer_norm",
    "linear",
    "log_softmax",
    "logsumexp",
    "max_pool2d",
    "maximum",
    "minimum",
    "mse",
    "relu",
    "scaled_dot_product_attention",
    "sigmoid",
    "smooth_l1",
    "softmax",
    "softplus",
    "stack",
    "straight_through",
    "tanh",
    "where",
]
