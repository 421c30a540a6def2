using System.Numerics.Tensors;

namespace McpGateway.Core.Discovery.Embeddings.Bert;

/// <summary>Layer normalisation with learnt scale and shift.</summary>
internal sealed record LayerNorm(float[] Scale, float[] Shift, float Epsilon)
{
    public static LayerNorm Read(SafeTensors tensors, string name, int size, float epsilon)
    {
        // Checkpoints converted from the original release call them gamma and beta.
        var isOld = tensors.Contains(name + ".gamma");
        return new(
            tensors.Read(name + (isOld ? ".gamma" : ".weight"), size), tensors.Read(name + (isOld ? ".beta" : ".bias"), size), epsilon);
    }

    /// <summary>Normalises each row in place.</summary>
    public void Apply(Span<float> values, int rows)
    {
        var size = Scale.Length;
        for (var i = 0; i < rows; i++)
        {
            var row = values.Slice(i * size, size);
            TensorPrimitives.Subtract(row, TensorPrimitives.Sum(row) / size, row);
            var deviation = MathF.Sqrt((TensorPrimitives.SumOfSquares(row) / size) + Epsilon);
            TensorPrimitives.Divide(row, deviation, row);
            TensorPrimitives.MultiplyAdd(row, Scale, Shift, row);
        }
    }
}
