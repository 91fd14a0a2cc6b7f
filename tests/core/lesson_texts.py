"""A small lesson with a part of every kind, for tests of the lesson engine and its reader."""

SMALL = """\
---
title: Two inputs, one number
about: A small lesson with everything in it.
experiment: bank
---

## A first look

The network has **two inputs**. Its first hidden unit is [node_0](number:value of node_0),
and its weight is [here](number:weight of children to node_0). See [loss](lesson:loss).

| input | value |
| --- | --- |
| children | 2 |

```equation
2 × 1 + 3 × 1 = 5
```

```picture
experiment: bank-tanh
at: forward 50 %
select: node_0
caption: Half way.
```

```task
ask: What does node_1 hold?
number: value of node_1
solution: 1
wrong: 5
hint: Multiply each input by the weight it passes, then add.
```

## A choice

```experiment
open: bank-relu
set: learning_rate = 0.1
```

```task
ask: Why does ReLU change nothing here?
right: Both sums are positive. | And ReLU leaves what is positive as it is.
wrong: ReLU never changes anything. | It makes negative sums 0.
wrong: The weights are too small.
hint: Look at the sums
  in the hidden layer.
```

```python
print("code stays code")  ## this too
```

## On the canvas

```task
ask: Make the prediction 17.
check: prediction = 17 and learning_rate = 0.1 ± 0.001
solution: set weight of children to node_0 = 3
wrong: set weight of children to node_0 = 2
hint: One weight is enough.
```
"""
