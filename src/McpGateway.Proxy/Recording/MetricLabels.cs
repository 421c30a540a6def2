using System.Collections.Concurrent;
using McpGateway.Proxy.Protocol;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Recording;

/// <summary>
/// The names that metrics have as labels, of which there is a bounded number whatever callers send. Shared by all meters of the process, so
/// that a server is named in all of them or in none. Written by measurements, for good.
/// </summary>
public sealed class MetricLabels(IOptions<MetricLabelOptions> options)
{
    /// <summary>Every name beyond the limit.</summary>
    public const string Other = "other";

    /// <summary>A client that did not state its name.</summary>
    public const string Unknown = "unknown";

    private readonly MetricLabelOptions _options = options.Value;
    private readonly BoundedNames _servers = new(options.Value.Servers);
    private readonly BoundedNames _clients = new(options.Value.Clients);
    private readonly Lock _adding = new();
    private readonly ConcurrentDictionary<(string Server, string Tool), string> _tools = [];
    private readonly Dictionary<string, int> _toolsOf = new(StringComparer.Ordinal);
    private volatile bool _isFull;

    /// <summary>A registered server or agent: its name, or <see cref="Other"/>.</summary>
    public string Server(string name) => _servers.Of(name, mayAdd: true);

    /// <summary>Why it is no success, in the words of call records; <c>none</c> when it is one.</summary>
    internal static string ErrorType(CallOutcome outcome) =>
        outcome == CallOutcome.Forwarded ? "none" : CallOutcomeNames.Of(outcome);

    /// <summary>A method that the protocols have, or <see cref="Other"/>: names of methods are the caller's to choose.</summary>
    internal static string Method(string method) =>
        McpMethods.IsKnown(method) || A2aMethods.TryFind(method, out _, out _) ? method : Other;

    internal string Client(string? name) => string.IsNullOrEmpty(name) ? Unknown : _clients.Of(name, mayAdd: true);

    /// <param name="server">As <see cref="Server"/> names it.</param>
    /// <param name="tool">As the caller names it.</param>
    /// <param name="mayAdd">False for calls that were refused: whoever may call nothing cannot use up the names.</param>
    internal string Tool(string server, string tool, bool mayAdd) =>
        ReferenceEquals(server, Other) ? Other
        : _tools.TryGetValue((server, tool), out var known) ? known
        : mayAdd && !_isFull ? AddTool(server, tool)
        : Other;

    private string AddTool(string server, string tool)
    {
        lock (_adding)
        {
            if (_tools.TryGetValue((server, tool), out var known))
            {
                return known;
            }

            var count = _toolsOf.GetValueOrDefault(server);
            if (_tools.Count >= _options.Tools || count >= _options.ToolsPerServer)
            {
                _isFull = _tools.Count >= _options.Tools;
                return Other;
            }

            _toolsOf[server] = count + 1;
            return _tools[(server, tool)] = tool.Length <= 128 ? tool : tool[..128];
        }
    }
}
