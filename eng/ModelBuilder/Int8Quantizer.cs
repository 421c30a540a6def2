namespace ModelBuilder;

/// <summary>
/// Keeps the large weights of an encoder in one byte each. The word table gets a scale per row; a matrix gets a scale per block of a
/// column, and ONNX Runtime multiplies it in integers (<c>MatMulNBits</c>, which quantises what it is multiplied with in blocks, too).
/// Biases and norms are small and stay as they are.
/// </summary>
internal static class Int8Quantizer
{
    private const string RuntimeDomain = "com.microsoft";
    private const int BlockSize = 32;

    /// <summary>Below this many numbers a weight stays as it is.</summary>
    private const int Smallest = 16 * 1024;

    public static void Quantize(OnnxModel model)
    {
        model.UseDomain(RuntimeDomain);
        model.Nodes = [.. model.Nodes.SelectMany(node => Rewrite(model, node))];
        var used = model.Nodes.SelectMany(static node => node.Inputs).ToHashSet(StringComparer.Ordinal);
        foreach (var name in model.Tensors.Keys.Where(name => !used.Contains(name)).ToList())
        {
            model.Tensors.Remove(name);
        }
    }

    private static IEnumerable<OnnxNode> Rewrite(OnnxModel model, OnnxNode node) => node switch
    {
        { Operator: "Gather", Inputs: [var table, var rows] } when Matrix(model, table) is { } weights => Table(model, node, weights, rows),
        { Operator: "MatMul", Inputs: [var left, var right] } when Matrix(model, right) is { } weights
            && weights.Shape[0] % BlockSize == 0 => [Product(model, node, weights, left)],
        _ => [node],
    };

    private static OnnxTensor? Matrix(OnnxModel model, string name) =>
        model.Tensors.TryGetValue(name, out var tensor) && tensor is { IsFloat: true, Shape: [var rows, var columns] }
            && rows * columns >= Smallest
            ? tensor
            : null;

    private static IEnumerable<OnnxNode> Table(OnnxModel model, OnnxNode node, OnnxTensor weights, string rows)
    {
        var (count, width) = (weights.Shape[0], weights.Shape[1]);
        var floats = weights.Floats();
        var (packed, scales) = (new sbyte[floats.Length], new float[count]);
        for (var row = 0; row < count; row++)
        {
            scales[row] = Scale(floats.AsSpan(row * width, width));
            for (var i = row * width; i < (row + 1) * width; i++)
            {
                packed[i] = Round(floats[i], scales[row]);
            }
        }

        var name = node.Output;
        Put(model, OnnxTensor.Create(weights.Name + "_int8", OnnxTensor.Int8Type, packed, count, width));
        Put(model, OnnxTensor.Create(weights.Name + "_scale", OnnxTensor.FloatType, scales, count, 1));
        return
        [
            OnnxNode.Create("Gather", name + "_int8", weights.Name + "_int8", rows).With("axis", 0),
            OnnxNode.Create("Gather", name + "_scale", weights.Name + "_scale", rows).With("axis", 0),
            OnnxNode.Create("Cast", name + "_float", name + "_int8").With("to", OnnxTensor.FloatType),
            OnnxNode.Create("Mul", name, name + "_float", name + "_scale"),
        ];
    }

    /// <summary>The operator wants the matrix turned: a row per column, in blocks, as unsigned bytes around 128.</summary>
    private static OnnxNode Product(OnnxModel model, OnnxNode node, OnnxTensor weights, string left)
    {
        const int Zero = 128;
        const int IntegerAccuracy = 4;
        var (depth, columns) = (weights.Shape[0], weights.Shape[1]);
        var blocks = depth / BlockSize;
        var floats = weights.Floats();
        var (packed, scales) = (new byte[floats.Length], new float[columns * blocks]);
        Span<float> block = stackalloc float[BlockSize];
        for (var column = 0; column < columns; column++)
        {
            for (var b = 0; b < blocks; b++)
            {
                for (var i = 0; i < BlockSize; i++)
                {
                    block[i] = floats[(((b * BlockSize) + i) * columns) + column];
                }

                var scale = scales[(column * blocks) + b] = Scale(block);
                for (var i = 0; i < BlockSize; i++)
                {
                    packed[(((column * blocks) + b) * BlockSize) + i] = (byte)(Zero + Round(block[i], scale));
                }
            }
        }

        Put(model, OnnxTensor.Create(weights.Name + "_int8", OnnxTensor.UInt8Type, packed, columns, blocks, BlockSize));
        Put(model, OnnxTensor.Create(weights.Name + "_scale", OnnxTensor.FloatType, scales, columns * blocks));
        return OnnxNode.Create("MatMulNBits", node.Output, left, weights.Name + "_int8", weights.Name + "_scale").InDomain(RuntimeDomain)
            .With("K", depth).With("N", columns).With("bits", 8).With("block_size", BlockSize).With("accuracy_level", IntegerAccuracy);
    }

    private static void Put(OnnxModel model, OnnxTensor tensor) => model.Tensors[tensor.Name] = tensor;

    private static float Scale(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest > 0 ? largest / 127 : 1;
    }

    private static sbyte Round(float value, float scale) => (sbyte)MathF.Round(value / scale);
}
