using McpGateway.Embeddings.Onnx.Models;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Embeddings;

/// <summary>What a model's own files say about how it wants to be used.</summary>
public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_OnnxFileOnly_IsMeanOfAtMost512PiecesWithoutPrefix()
    {
        Write("model.onnx", "");

        var folder = ModelFolder.Read(_directory.Path);

        Assert.Equal((Pooling.Mean, 512, "", ""), (folder.Pooling, folder.MaxTokens, folder.QueryPrefix, folder.DocumentPrefix));
    }

    [Fact]
    public void Read_NoModel_SaysWhatIsMissingWhere()
    {
        var failure = Assert.Throws<InvalidDataException>(() => ModelFolder.Read(_directory.Path));

        Assert.Contains("model.onnx", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_directory.Path, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx", "model.onnx")]
    [InlineData("onnx/model.onnx", "onnx/model.onnx")]
    [InlineData("model.onnx onnx/model_quantized.onnx", "model.onnx")]
    [InlineData("model.onnx model_int8.onnx", "model_int8.onnx")]
    public void Read_SeveralFiles_TakesTheQuantisedOne(string files, string taken)
    {
        foreach (var file in files.Split(' '))
        {
            Write(file, "");
        }

        Assert.Equal(taken, Path.GetRelativePath(_directory.Path, ModelFolder.Read(_directory.Path).File).Replace('\\', '/'));
    }

    [Theory]
    [InlineData("{}", "{}", 512)]
    [InlineData("""{"max_position_embeddings":256}""", "{}", 256)]
    [InlineData("""{"max_position_embeddings":8192}""", "{}", 512)]
    [InlineData("""{"max_position_embeddings":512}""", """{"max_seq_length":128}""", 128)]
    [InlineData("""{"max_position_embeddings":514,"model_type":"xlm-roberta"}""", "{}", 512)]
    [InlineData("""{"max_position_embeddings":"many"}""", """{"max_seq_length":-1}""", 512)]
    public void Read_Lengths_AreTheSmallest(string config, string sentences, int most)
    {
        Write("model.onnx", "");
        Write("config.json", config);
        Write("sentence_bert_config.json", sentences);

        Assert.Equal(most, ModelFolder.Read(_directory.Path).MaxTokens);
    }

    [Theory]
    [InlineData("""{"pooling_mode_cls_token":true}""", "First")]
    [InlineData("""{"pooling_mode_max_tokens":true}""", "Largest")]
    [InlineData("""{"pooling_mode_mean_tokens":true,"pooling_mode_cls_token":false}""", "Mean")]
    public void Read_Pooling_IsThatOfTheModel(string config, string pooling)
    {
        Write("model.onnx", "");
        Write("1_Pooling/config.json", config);

        Assert.Equal(pooling, ModelFolder.Read(_directory.Path).Pooling.ToString());
    }

    [Theory]
    [InlineData("""{"prompts":{"query":"Find: "}}""", "Find: ", "")]
    [InlineData("""{"prompts":{"query":"q: ","passage":"p: "}}""", "q: ", "p: ")]
    [InlineData("""{"prompts":{"query":"q: ","document":"d: "}}""", "q: ", "d: ")]
    [InlineData("""{"prompts":null}""", "", "")]
    public void Read_Prompts_AreTheModels(string config, string query, string document)
    {
        Write("model.onnx", "");
        Write("config_sentence_transformers.json", config);

        var folder = ModelFolder.Read(_directory.Path);

        Assert.Equal((query, document), (folder.QueryPrefix, folder.DocumentPrefix));
    }

    /// <summary>Its files do not state the prefixes that it was trained with.</summary>
    [Theory]
    [InlineData("e5-small-v2")]
    [InlineData("multilingual-e5-small")]
    public void Read_E5_HasItsPrefixes(string name)
    {
        Write($"{name}/model.onnx", "");

        var folder = ModelFolder.Read(Path.Combine(_directory.Path, name));

        Assert.Equal(("query: ", "passage: "), (folder.QueryPrefix, folder.DocumentPrefix));
    }

    private void Write(string file, string content)
    {
        var path = Path.Combine(_directory.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
