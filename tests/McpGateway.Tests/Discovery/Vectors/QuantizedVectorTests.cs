using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Tests.Discovery.Vectors;

public sealed class QuantizedVectorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(384)]
    [InlineData(1536)]
    public void Dot_AnyLength_EqualsTheSumOfProducts(int length)
    {
        var left = Enumerable.Range(0, length).Select(i => (sbyte)((i * 37 % 255) - 127)).ToArray();
        var right = Enumerable.Range(0, length).Select(i => (sbyte)((i * 91 % 255) - 127)).ToArray();

        Assert.Equal(left.Zip(right, (a, b) => a * b).Sum(), QuantizedVector.Dot(left, right));
    }

    [Fact]
    public void Dot_LargestValues_DoesNotOverflow()
    {
        var all = Enumerable.Repeat((sbyte)-127, 4096).ToArray();

        Assert.Equal(4096 * 127 * 127, QuantizedVector.Dot(all, all));
    }

    [Fact]
    public void From_Vectors_KeepsTheirCosine()
    {
        var left = Enumerable.Range(0, 384).Select(i => MathF.Sin(i)).ToArray();
        var right = Enumerable.Range(0, 384).Select(i => MathF.Sin((i * 1.1f) + 0.3f)).ToArray();
        var cosine = System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(left, right);

        var (a, b) = (QuantizedVector.From(left), QuantizedVector.From(right));

        Assert.Equal(cosine, QuantizedVector.Dot(a.Values, b.Values) * a.Scale * b.Scale, 0.01f);
        Assert.Equal(1, QuantizedVector.Dot(a.Values, a.Values) * a.Scale * a.Scale, 0.01f);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void From_VectorWithoutDirection_IsSimilarToNothing(float value)
    {
        var vector = QuantizedVector.From([value, value]);

        Assert.Equal(0, vector.Scale);
        Assert.All(vector.Values, item => Assert.Equal(0, item));
    }
}
