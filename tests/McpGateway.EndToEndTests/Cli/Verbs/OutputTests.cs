using System.Text.Json;
using McpGateway.Cli.Running;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>Where results and errors go, whatever the verb.</summary>
[Collection(VerbGroup.Name)]
public sealed class OutputTests(CliGateway shared) : VerbTests(shared)
{
    [Fact]
    public async Task Errors_InJson_AreJson()
    {
        var result = await Cli.RunAsync("server", "get", "/nowhere", "--json");

        using var error = JsonDocument.Parse(result.Error);
        Assert.Equal(ExitCodes.NotFound, error.RootElement.GetProperty("exit_code").GetInt32());
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task Process_ResultAndRemarks_GoToTheirStreams()
    {
        var listed = await McpgwProcess.RunAsync(Cli, Cancellation, "server", "list", "--json");
        var unknown = await McpgwProcess.RunAsync(Cli, Cancellation, "sever", "list");

        Assert.Equal(ExitCodes.Success, listed.ExitCode);
        Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(listed.Out).RootElement.GetProperty("servers").ValueKind);
        Assert.Equal(ExitCodes.Misused, unknown.ExitCode);
        Assert.Contains("Did you mean 'server'?", unknown.Error, StringComparison.Ordinal);
    }
}
