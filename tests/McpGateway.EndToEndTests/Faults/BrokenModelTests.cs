using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Discovery;

namespace McpGateway.EndToEndTests.Faults;

/// <summary>A model that cannot be used keeps no gateway from starting: that is said once, and search goes by words.</summary>
public sealed class BrokenModelTests
{
    private const string Model = "operators-own";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("missing", "there is no model.onnx")]
    [InlineData("broken", "cannot be read by ONNX Runtime")]
    [InlineData("dimension", "EMBEDDINGS_MODEL_DIMENSIONS (Discovery:Dimensions) is 1024")]
    public async Task Start_ModelThatCannotBeUsed_IsSaidOnceAndSearchGoesByWords(string fault, string reason)
    {
        await using var gateway = await GatewayProcess.StartAsync(
            Cancel,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["EMBEDDINGS_PROVIDER"] = "sentence-transformers",
                ["EMBEDDINGS_MODEL_NAME"] = fault == "dimension" ? null : Model,
                ["EMBEDDINGS_MODEL_DIMENSIONS"] = fault == "dimension" ? "1024" : null,
            },
            data => fault == "broken" ? BreakAsync(Path.Combine(data, "models", Model)) : Task.CompletedTask);
        await gateway.SignInAsync(Cancel);
        await Eventually.UntilAsync(async () =>
            (await EmbeddingService.StateAsync(gateway.Client, Cancel)).GetProperty("phase").GetString() == "failed");

        var state = await EmbeddingService.StateAsync(gateway.Client, Cancel);
        Assert.Contains(reason, state.GetProperty("last_error").GetString(), StringComparison.Ordinal);
        Assert.Single(gateway.Output.Split('\n'), static line => line.Contains("could not embed the catalogue", StringComparison.Ordinal));
        var page = await gateway.Client.GetStringAsync(new Uri("/ui/settings", UriKind.Relative), Cancel);
        Assert.Contains("By words.", page, StringComparison.Ordinal);
        Assert.Contains("cannot be used", page, StringComparison.Ordinal);

        using var response = await gateway.Client.PostAsJsonAsync("/api/search/semantic", new { query = "current time" }, Cancel);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("lexical-only", answer.GetProperty("search_mode").GetString());
        Assert.Contains("not available", answer.GetProperty("degraded").GetString(), StringComparison.Ordinal);
        Assert.Equal("current_time_by_timezone", answer.GetProperty("tools")[0].GetProperty("tool_name").GetString());
    }

    private static async Task BreakAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ntime\n", Cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "model.onnx"), "half of a file that somebody copied", Cancel);
    }
}
