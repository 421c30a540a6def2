using System.Collections.Frozen;
using McpGateway.Access.Scopes;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Access.Decisions;

/// <summary>
/// What a set of rules for one server allows. The decision, the explanation of a decision and the coarse REST layer all ask here.
/// Rules only ever allow, so the union of their sets decides as the rules one after another would.
/// </summary>
public sealed class ServerAccess : IServerAccess
{
    public static readonly ServerAccess None = new([], toolsOpenMethods: false);

    private readonly bool _allMethods;
    private readonly bool _allTools;
    private readonly bool _toolsOpenMethods;
    private readonly FrozenSet<string> _methods;
    private readonly FrozenSet<string> _tools;
    private readonly MessageRights _sends;
    private readonly MessageRights _streams;

    internal ServerAccess(IReadOnlyCollection<ServerRule> rules, bool toolsOpenMethods)
    {
        AllowsServer = rules.Count > 0;
        _toolsOpenMethods = toolsOpenMethods;
        _allMethods = rules.Any(static rule => IsEverything(rule.Methods));
        _allTools = rules.Any(static rule => IsEverything(rule.Tools));

        // A method of A2A is one thing under both its names.
        _methods = rules.SelectMany(static rule => rule.Methods).SelectMany(A2aMethods.Spellings).ToFrozenSet(StringComparer.Ordinal);
        _tools = rules.SelectMany(static rule => rule.Tools).ToFrozenSet(StringComparer.Ordinal);
        _sends = MessageRights.Of(rules, A2aMethods.SendMessage, toolsOpenMethods);
        _streams = MessageRights.Of(rules, A2aMethods.SendStreamingMessage, toolsOpenMethods);
    }

    /// <inheritdoc/>
    public bool AllowsServer { get; }

    /// <inheritdoc/>
    /// <remarks>
    /// Always false for <c>tools/call</c>, which only <see cref="AllowsTool"/> can allow, and for messages to agents, which only
    /// <see cref="JudgeMessage"/> can.
    /// </remarks>
    public bool AllowsMethod(string method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return AllowsServer
            && method != McpMethods.ToolsCall
            && !A2aMethods.CarriesMessage(method)
            && (NeedsServerOnly(method) || Lists(_allMethods, _methods, method) || (_toolsOpenMethods && Lists(_allTools, _tools, method)));
    }

    /// <inheritdoc/>
    public bool AllowsTool(string tool) => !string.IsNullOrEmpty(tool) && Lists(_allTools, _tools, tool);

    /// <inheritdoc/>
    public MessageVerdict JudgeMessage(string method, string? skill) =>
        A2aMethods.TryFind(method, out var operation, out _)
            ? operation switch
            {
                A2aOperation.SendMessage => _sends.Judge(skill),
                A2aOperation.SendStreamingMessage => _streams.Judge(skill),
                _ => MessageVerdict.Denied,
            }
            : MessageVerdict.Denied;

    /// <summary>
    /// The coarse layer of the REST surface, where rules name the servers <c>api</c> and <c>v0.1</c> and list path segments as methods.
    /// A segment under <c>tools</c> counts too, as existing rule files expect: every operation behind this layer decides again.
    /// </summary>
    internal bool AllowsApi(string segment) => Lists(_allMethods, _methods, segment) || Lists(_allTools, _tools, segment);

    internal bool Allows(string? method, string? tool) => method switch
    {
        null => AllowsServer,
        McpMethods.ToolsCall => tool is not null && AllowsTool(tool),
        _ when A2aMethods.CarriesMessage(method) => JudgeMessage(method, tool) == MessageVerdict.Allowed,
        _ => AllowsMethod(method),
    };

    /// <summary>Whether a list of a rule holds a wildcard.</summary>
    public static bool IsEverything(IReadOnlyList<string> names) => names.Contains("all") || names.Contains("*");

    /// <summary>
    /// Handshake, liveness and the HTTP side of a session: whoever may use the server needs them, and clients break without them.
    /// </summary>
    internal static bool NeedsServerOnly(string method) =>
        McpMethods.NeedsServerAccessOnly(method) || method is "GET" or "DELETE";

    private static bool Lists(bool all, FrozenSet<string> names, string name) => all || names.Contains(name);
}
