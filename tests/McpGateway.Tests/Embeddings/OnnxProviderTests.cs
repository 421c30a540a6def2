using System.Numerics.Tensors;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Embeddings.Onnx;
using McpGateway.Foundation;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Web;

namespace McpGateway.Tests.Embeddings;

/// <summary>The model that the product brings, and what is said of models that cannot be used.</summary>
public sealed class OnnxProviderTests : IDisposable
{
    private const string Name = "all-MiniLM-L6-v2";

    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "models", Name);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>The first numbers that the float original gives; ours are quantised.</summary>
    [Fact]
    public async Task Embed_KnownText_GivesTheModelsVector()
    {
        float[] original = [-0.0345f, 0.0310f, 0.0067f, 0.0261f, -0.0394f, -0.1603f];

        var vector = (await EmbedAsync(Shipped, "hello world"))[0];

        Assert.Equal(384, vector.Length);
        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 0.001f);
        Assert.All(original.Zip(vector), pair => Assert.Equal(pair.First, pair.Second, 0.005f));
    }

    [Fact]
    public async Task Embed_WithoutACommonWord_IsNearToWhatIsMeant()
    {
        var vectors = await EmbedAsync(Shipped, "propose merging my branch", "create pull request", "delete a file from the disk");

        Assert.True(Cosine(vectors[0], vectors[1]) > Cosine(vectors[0], vectors[2]) + 0.1f);
    }

    [Fact]
    public async Task Embed_QueryAndDocument_AreTheSameForAModelWithoutPrefixes() => Assert.Equal(
        (await EmbedAsync(Shipped, "send a mail"))[0], (await EmbedAsync(Shipped, TextRole.Query, 0, "send a mail")).Value![0]);

    [Fact]
    public async Task Embed_TextOfSeveralLines_IsThatOfItsWords()
    {
        var vectors = await EmbedAsync(
            Shipped, "Sends a mail.\nTakes an address\tand a text.", "Sends a mail. Takes an address and a text.");

        Assert.Equal(1, Cosine(vectors[0], vectors[1]), 0.001f);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0000")]
    [InlineData("🦀🦀🦀")]
    public async Task Embed_OddText_HasAVector(string text) => Assert.Equal(384, (await EmbedAsync(Shipped, text))[0].Length);

    [Fact]
    public async Task Embed_VeryLongText_IsCut() =>
        Assert.Equal(384, (await EmbedAsync(Shipped, string.Concat(Enumerable.Repeat("words ", 5000))))[0].Length);

    [Fact]
    public async Task Embed_NoFiles_SaysWhereTheyShouldBe()
    {
        var error = (await EmbedAsync(_directory.Path, TextRole.Document, 0, "text")).Error!;

        Assert.Equal(ErrorKind.Failed, error.Kind);
        Assert.Contains(_directory.Path, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no model at all")]
    [InlineData("")]
    public async Task Embed_BrokenFile_IsAnError(string content)
    {
        CopyShipped();
        await File.WriteAllTextAsync(
            Path.Combine(_directory.Path, "model_int8.onnx"), content, TestContext.Current.CancellationToken);

        var error = (await EmbedAsync(_directory.Path, TextRole.Document, 0, "text")).Error!;

        Assert.Equal(ErrorKind.Failed, error.Kind);
        Assert.Contains("model_int8.onnx", error.Detail, StringComparison.Ordinal);
    }

    /// <summary>As after a copy that was interrupted.</summary>
    [Fact]
    public async Task Embed_HalfAFile_IsAnError()
    {
        CopyShipped();
        using (var file = File.OpenWrite(Path.Combine(_directory.Path, "model_int8.onnx")))
        {
            file.SetLength(file.Length / 2);
        }

        Assert.Equal(ErrorKind.Failed, (await EmbedAsync(_directory.Path, TextRole.Query, 0, "text")).Error!.Kind);
    }

    [Fact]
    public async Task Embed_VocabularyOfAnotherModel_IsAnError()
    {
        CopyShipped();
        string[] larger =
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Enumerable.Range(0, 40_000).Select(number => $"x{number}"), "last"];
        await File.WriteAllLinesAsync(Path.Combine(_directory.Path, "vocab.txt"), larger, TestContext.Current.CancellationToken);

        Assert.Equal(ErrorKind.Failed, (await EmbedAsync(_directory.Path, TextRole.Document, 0, "last")).Error!.Kind);
    }

    [Fact]
    public async Task Embed_OtherDimensionsThanStated_SaysBoth()
    {
        var error = (await EmbedAsync(Shipped, TextRole.Document, 1024, "text")).Error!;

        Assert.Equal(ErrorKind.Failed, error.Kind);
        Assert.Contains("384", error.Detail, StringComparison.Ordinal);
        Assert.Contains("1024", error.Detail, StringComparison.Ordinal);
        Assert.Contains("EMBEDDINGS_MODEL_DIMENSIONS", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_FilesThatComeLater_AreRead()
    {
        using var provider = Provider(_directory.Path, 0, new SteppedTime());
        Assert.False((await provider.EmbedAsync(["text"], TextRole.Document, TestContext.Current.CancellationToken)).IsSuccess);

        CopyShipped();

        Assert.True((await provider.EmbedAsync(["text"], TextRole.Document, TestContext.Current.CancellationToken)).IsSuccess);
    }

    [Fact]
    public async Task Model_NotUsedForAWhile_IsUnloadedAndComesBack()
    {
        var time = new SteppedTime();
        using var provider = Provider(Shipped, 0, time);
        var first = await provider.EmbedAsync(["text"], TextRole.Query, TestContext.Current.CancellationToken);
        Assert.True(provider.IsLoaded);

        time.Advance(OnnxProvider.IdleTime);

        Assert.False(provider.IsLoaded);
        var second = await provider.EmbedAsync(["text"], TextRole.Query, TestContext.Current.CancellationToken);
        Assert.Equal(first.Value![0], second.Value![0]);
    }

    [Fact]
    public async Task Embed_Cancelled_Stops()
    {
        using var provider = Provider(Shipped, 0, new SteppedTime());
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => provider.EmbedAsync(["text"], TextRole.Document, gone.Token));
        Assert.True((await provider.EmbedAsync(["text"], TextRole.Document, TestContext.Current.CancellationToken)).IsSuccess);
    }

    private void CopyShipped()
    {
        foreach (var file in Directory.GetFiles(Shipped))
        {
            File.Copy(file, Path.Combine(_directory.Path, Path.GetFileName(file)));
        }
    }

    private static OnnxProvider Provider(string directory, int dimensions, TimeProvider time) =>
        new(new LocalModel(Name, [directory], dimensions), time);

    private static async Task<IReadOnlyList<float[]>> EmbedAsync(string directory, params string[] texts) =>
        (await EmbedAsync(directory, TextRole.Document, 0, texts)).Value!;

    private static async Task<Result<IReadOnlyList<float[]>>> EmbedAsync(
        string directory, TextRole role, int dimensions, params string[] texts)
    {
        using var provider = Provider(directory, dimensions, new SteppedTime());
        return await provider.EmbedAsync(texts, role, TestContext.Current.CancellationToken);
    }

    private static float Cosine(float[] left, float[] right) => TensorPrimitives.Dot<float>(left, right);
}
