using McpGateway.Core.Discovery.Embeddings.Bert;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Discovery.Embeddings;

/// <summary>The numbers of a model are read from files that others wrote: what cannot be run is refused before it is run.</summary>
public sealed class BertConfigTests : IDisposable
{
    private const string Numbers =
        """
        "hidden_size":8,"num_hidden_layers":2,"num_attention_heads":4,"intermediate_size":16,"vocab_size":30
        """;

    private readonly TemporaryDirectory _model = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Read_OnlyWhatIsNeeded_HasTheDefaultsOfBert()
    {
        Write("config.json", $"{{{Numbers}}}");

        var config = BertConfig.Read(_model.Path);

        Assert.Equal((8, 2, 4, 16, 30), (
            config.HiddenSize, config.Layers, config.Heads, config.IntermediateSize, config.VocabularySize));
        Assert.Equal((512, 512, 1e-12f, false), (
            config.MaxPositions, config.MaxTokens, config.LayerNormEpsilon, config.PoolsFirstToken));
    }

    [Fact]
    public void Read_WhatIsStated_GoesBeforeTheDefaults()
    {
        Write("config.json", $$"""{{{Numbers}},"max_position_embeddings":128,"layer_norm_eps":1e-5,"model_type":"bert"}""");

        var config = BertConfig.Read(_model.Path);

        Assert.Equal((128, 128, 1e-5f), (config.MaxPositions, config.MaxTokens, config.LayerNormEpsilon));
    }

    /// <summary>There is no position behind the last: a longer text would be read from beyond the table.</summary>
    [Theory]
    [InlineData("""{"max_seq_length":64}""", 64)]
    [InlineData("""{"max_seq_length":128}""", 128)]
    [InlineData("""{"max_seq_length":4096}""", 128)]
    [InlineData("""{"max_seq_length":"64"}""", 128)]
    [InlineData("""{"max_seq_length":6.5}""", 128)]
    [InlineData("{}", 128)]
    public void MaxTokens_OfTheSentences_IsAtMostThePositions(string sentences, int expected)
    {
        Write("config.json", $$"""{{{Numbers}},"max_position_embeddings":128}""");
        Write("sentence_bert_config.json", sentences);

        Assert.Equal(expected, BertConfig.Read(_model.Path).MaxTokens);
    }

    [Theory]
    [InlineData("""{"pooling_mode_cls_token":true}""", true)]
    [InlineData("""{"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true}""", false)]
    [InlineData("""{"pooling_mode_cls_token":"true"}""", false)]
    [InlineData("{}", false)]
    public void Pooling_Stated_SaysWhichVectorStandsForTheText(string pooling, bool expected)
    {
        Write("config.json", $"{{{Numbers}}}");
        Write("1_Pooling/config.json", pooling);

        Assert.Equal(expected, BertConfig.Read(_model.Path).PoolsFirstToken);
    }

    [Theory]
    [InlineData("""{"model_type":"roberta"}""", "roberta")]
    [InlineData("""{"model_type":"bert","hidden_act":"relu"}""", "relu")]
    public void Read_AnotherKindOfModel_SaysWhichItIs(string config, string named)
    {
        Write("config.json", config);

        Assert.Contains(named, Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hidden_size", "0")]
    [InlineData("hidden_size", "-8")]
    [InlineData("hidden_size", "9")]
    [InlineData("hidden_size", "\"8\"")]
    [InlineData("num_hidden_layers", "0")]
    [InlineData("num_attention_heads", "0")]
    [InlineData("num_attention_heads", "3")]
    [InlineData("intermediate_size", "null")]
    [InlineData("vocab_size", "99999999999")]
    [InlineData("max_position_embeddings", "2")]
    [InlineData("max_position_embeddings", "0")]
    public void Read_NumberThatCannotBe_IsRefused(string name, string value)
    {
        // The last of two members of one name counts.
        Write("config.json", $$"""{{{Numbers}},"{{name}}":{{value}}}""");

        Assert.Contains("does not describe a BERT model", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyDirectory_SaysWhatIsMissing() => Assert.Contains("has no config.json", Refusal(), StringComparison.Ordinal);

    [Theory]
    [InlineData("config.json", "{", "is not JSON")]
    [InlineData("config.json", "", "is not JSON")]
    [InlineData("config.json", "[]", "is no JSON object")]
    [InlineData("config.json", "7", "is no JSON object")]
    [InlineData("sentence_bert_config.json", "[]", "is no JSON object")]
    [InlineData("1_Pooling/config.json", "{", "is not JSON")]
    public void Read_FileThatIsNone_NamesTheFile(string file, string content, string problem)
    {
        Write("config.json", $"{{{Numbers}}}");
        Write(file, content);

        Assert.Contains(problem, Refusal(), StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(file), Refusal(), StringComparison.Ordinal);
    }

    private string Refusal() => Assert.Throws<InvalidDataException>(() => BertConfig.Read(_model.Path)).Message;

    private void Write(string file, string content)
    {
        var path = _model.File(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
