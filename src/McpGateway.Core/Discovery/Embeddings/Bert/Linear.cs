using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace McpGateway.Core.Discovery.Embeddings.Bert;

/// <summary>A dense layer: rows × weightsᵀ + bias. Weights are stored as the checkpoint has them, one row per output.</summary>
internal sealed record Linear(float[] Weights, float[] Bias, int Inputs, int Outputs)
{
    public static Linear Read(SafeTensors tensors, string name, int inputs, int outputs) =>
        new(tensors.Read(name + ".weight", outputs, inputs), tensors.Read(name + ".bias", outputs), inputs, outputs);

    /// <param name="input">Rows of <see cref="Inputs"/> numbers.</param>
    /// <param name="output">Rows of <see cref="Outputs"/> numbers.</param>
    /// <param name="rows">How many rows.</param>
    public void Apply(ReadOnlySpan<float> input, Span<float> output, int rows)
    {
        var row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            ApplyToFour(input[(row * Inputs)..], output[(row * Outputs)..]);
        }

        for (; row < rows; row++)
        {
            for (var o = 0; o < Outputs; o++)
            {
                output[(row * Outputs) + o] = Bias[o]
                    + TensorPrimitives.Dot(input.Slice(row * Inputs, Inputs), Weights.AsSpan(o * Inputs, Inputs));
            }
        }
    }

    /// <summary>Four rows at once, so that each weight that is loaded is used four times.</summary>
    private void ApplyToFour(ReadOnlySpan<float> input, Span<float> output)
    {
        var first = input[..Inputs];
        var second = input.Slice(Inputs, Inputs);
        var third = input.Slice(2 * Inputs, Inputs);
        var fourth = input.Slice(3 * Inputs, Inputs);
        var width = Vector<float>.Count;
        for (var o = 0; o < Outputs; o++)
        {
            var weights = Weights.AsSpan(o * Inputs, Inputs);
            var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            var i = 0;
            for (; i + width <= Inputs; i += width)
            {
                var w = Load(weights, i);
                a = Vector.FusedMultiplyAdd(Load(first, i), w, a);
                b = Vector.FusedMultiplyAdd(Load(second, i), w, b);
                c = Vector.FusedMultiplyAdd(Load(third, i), w, c);
                d = Vector.FusedMultiplyAdd(Load(fourth, i), w, d);
            }

            var (sa, sb, sc, sd) = (Vector.Sum(a), Vector.Sum(b), Vector.Sum(c), Vector.Sum(d));
            for (; i < Inputs; i++)
            {
                sa += first[i] * weights[i];
                sb += second[i] * weights[i];
                sc += third[i] * weights[i];
                sd += fourth[i] * weights[i];
            }

            output[o] = sa + Bias[o];
            output[Outputs + o] = sb + Bias[o];
            output[(2 * Outputs) + o] = sc + Bias[o];
            output[(3 * Outputs) + o] = sd + Bias[o];
        }
    }

    private static Vector<float> Load(ReadOnlySpan<float> values, int i) =>
        Vector.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)i);
}
