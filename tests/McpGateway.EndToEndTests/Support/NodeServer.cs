using System.Text.RegularExpressions;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A real MCP server from npm packages, on a free port of loopback.</summary>
internal sealed partial class NodeServer : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private NodeServer(ChildProcess process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <param name="script">A script under <c>tests/node</c> that prints <c>listening URL</c>.</param>
    public static async Task<NodeServer> StartAsync(string script, CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start(Repository.Node, [script], directory: Repository.NodePeers);
        var address = await process.WaitForLineAsync(
            line => Listening().Match(line) is { Success: true } match ? match.Groups["url"].Value : null, cancellationToken);
        return new(process, new(address));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"^listening (?<url>http://\S+)$")]
    private static partial Regex Listening();
}
