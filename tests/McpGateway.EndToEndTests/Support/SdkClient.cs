using System.Text.Json;

namespace McpGateway.EndToEndTests.Support;

/// <summary>Clients of the official SDKs, each in a process of its own.</summary>
internal static class SdkClient
{
    /// <summary>Lists the tools of a server and calls one.</summary>
    /// <returns>What the client saw: the names of the tools, progress, and the result.</returns>
    public static async Task<JsonElement[]> EventsAsync(
        string script, Uri server, string token, string tool, string arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            Repository.Node, [script, server.ToString(), token, tool, arguments], cancellationToken, directory: Repository.NodePeers);
        Assert.True(exitCode == 0, output);
        return [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
