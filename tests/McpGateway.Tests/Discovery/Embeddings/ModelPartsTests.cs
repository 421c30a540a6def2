using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Embeddings.Bert;

namespace McpGateway.Tests.Discovery.Embeddings;

/// <summary>The parts of the local model against their definitions, and the reader of its file against broken ones.</summary>
public sealed class ModelPartsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public static TheoryData<int, int, int> Sizes =>
        new() { { 1, 1, 1 }, { 3, 5, 2 }, { 4, 8, 8 }, { 5, 33, 7 }, { 8, 17, 3 }, { 9, 64, 16 } };

    public static TheoryData<string, string> BrokenHeaders => new()
    {
        { "[]", "header cannot be read" },
        { "{", "header cannot be read" },
        { """{"w":{"dtype":"F32","shape":[1]}}""", "header cannot be read" },
        { """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "header cannot be read" },
        { """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4.5]}}""", "header cannot be read" },
        { """{"w":{"dtype":"F32","shape":["a"],"data_offsets":[0,4]}}""", "header cannot be read" },
        { """{"w":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", "header cannot be read" },
        { """{"w":7}""", "header cannot be read" },
    };

    public static TheoryData<string, string> BrokenTensors => new()
    {
        { """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "shape 2, not 1" },
        { """{"w":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", "type I64" },
        { """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", "holds 2 numbers, not 1" },
        { """{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "outside of the file" },
        { """{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "outside of the file" },
        { """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4000]}}""", "outside of the file" },
        { """{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "no tensor w" },
    };

    public void Dispose() => File.Delete(_file);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Linear_AnyRows_IsTheProductPlusTheBias(int rows, int inputs, int outputs)
    {
        var layer = new Linear(Numbers(1, inputs * outputs), Numbers(2, outputs), inputs, outputs);
        var input = Numbers(3, rows * inputs);
        var output = new float[rows * outputs];

        layer.Apply(input, output, rows);

        for (var place = 0; place < output.Length; place++)
        {
            var (row, column) = (place / outputs, place % outputs);
            var expected = layer.Bias[column]
                + Enumerable.Range(0, inputs).Sum(i => (double)input[(row * inputs) + i] * layer.Weights[(column * inputs) + i]);
            Assert.Equal(expected, output[place], 1e-4);
        }
    }

    [Fact]
    public void LayerNorm_AnyRow_HasMeanAndDeviationOfItsShiftAndScale() => Prop.ForAll<float[]>(values =>
    {
        var row = values.Where(float.IsFinite).Select(value => value % 1000).ToArray();
        if (row.Length < 2 || row.Distinct().Count() < 2)
        {
            return true;
        }

        new LayerNorm([.. row.Select(_ => 2f)], [.. row.Select(_ => 3f)], 1e-12f).Apply(row, 1);
        var mean = row.Average();
        return Math.Abs(mean - 3) < 1e-2 && Math.Abs(Math.Sqrt(row.Average(value => Math.Pow(value - mean, 2))) - 2) < 2e-2;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1f, 0.8413447f)]
    [InlineData(-1f, -0.1586553f)]
    [InlineData(3f, 2.9959502f)]
    [InlineData(-10f, 0f)]
    [InlineData(10f, 10f)]
    public void Gelu_Value_IsTheExactActivation(float value, float expected)
    {
        float[] values = [value];
        Gelu.Apply(values);
        Assert.Equal(expected, values[0], 1e-5f);
    }

    [Theory]
    [InlineData("F32", new byte[] { 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0 }, 8)]
    [InlineData("F16", new byte[] { 0x00, 0x3c, 0x00, 0xc0 }, 4)]
    [InlineData("BF16", new byte[] { 0x80, 0x3f, 0x00, 0xc0 }, 4)]
    public void Read_Tensor_OfEachType(string type, byte[] data, int length)
    {
        Write($$$"""{"__metadata__":{"format":"pt"},"w":{"dtype":"{{{type}}}","shape":[2,1],"data_offsets":[0,{{{length}}}]}}""", data);
        using var tensors = SafeTensors.Open(_file);

        Assert.True(tensors.Contains("w"));
        Assert.False(tensors.Contains("__metadata__"));
        Assert.Equal([1f, -2f], tensors.Read("w", 2, 1));
    }

    [Theory]
    [MemberData(nameof(BrokenHeaders))]
    public void Open_BrokenHeader_SaysSoAndLetsTheFileGo(string header, string message)
    {
        Write(header, new byte[8]);

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => SafeTensors.Open(_file)).Message, StringComparison.Ordinal);
        File.Open(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    [Theory]
    [MemberData(nameof(BrokenTensors))]
    public void Read_BrokenTensor_SaysWhatIsWrong(string header, string message)
    {
        Write(header, new byte[8]);
        using var tensors = SafeTensors.Open(_file);

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => tensors.Read("w", 1)).Message, StringComparison.Ordinal);
    }

    private static float[] Numbers(int seed, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin((seed * 31) + (i * i)) * 2)];

    private void Write(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(_file, [.. length, .. text, .. data]);
        Assert.True(BitConverter.IsLittleEndian && MemoryMarshal.AsBytes(new ReadOnlySpan<int>([1]))[0] == 1);
    }
}
