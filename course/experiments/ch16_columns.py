"""Chapter 16: the mended program on XOR, 250 epochs, with the labels as they came, (40,), and as a column, (40, 1).

From each of twenty seeds both get the same start and the same batches. A start gives the loss over all 40 rows, against
labels of the right shape, and the share of rows whose output lies on the right side of 1/2.
"""

import warnings

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograd_lab import data
from autograd_lab.authoring.experiments import Experiment


class Net(nn.Module):
    """Two layers with a ReLU between them, as the chapter has it."""

    def __init__(self, n_in: int, n_hidden: int, n_out: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(n_in, n_hidden)
        self.out = nn.Linear(n_hidden, n_out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The outputs, one column."""
        return self.out(torch.relu(self.hidden(x)))


def after_training(X: torch.Tensor, y: torch.Tensor, seed: int, num_epochs: int = 250) -> list[float]:
    """(loss, share of rows on the right side of 1/2) after training from a seed."""
    torch.manual_seed(seed)
    net, criterion = Net(2, 4, 1), nn.MSELoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    loader = DataLoader(TensorDataset(X, y), batch_size=10, shuffle=True)
    for _ in range(num_epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = criterion(net(inputs), labels)
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        outputs, column = net(X), y.view(-1, 1)
        right = ((outputs > 0.5) == (column > 0.5)).float().mean().item()
        return [round(criterion(outputs, column).item(), 4), round(right, 4)]


def main() -> None:
    """Twenty seeds, each with both shapes."""
    experiment = Experiment(__file__)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # of what PyTorch says the chapter speaks
    corners, classes = data.xor(40, noise=0.1, seed=0)
    X = torch.tensor(2 * corners - 1, dtype=torch.float32)
    y = torch.tensor(classes, dtype=torch.float32)
    shapes = {"as_they_came": y, "as_a_column": y[:, None]}
    found = {shape: [after_training(X, labels, seed) for seed in range(20)] for shape, labels in shapes.items()}
    experiment.write_record(found)


if __name__ == "__main__":
    main()
