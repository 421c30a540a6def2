using McpGateway.Access.Decisions;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Routing;

namespace McpGateway.Access.Editing;

/// <summary>What administrators ask of the access policy as a whole.</summary>
public sealed class AccessOperations(
    AccessSnapshotHolder holder, ScopeRepository scopes, RouteTableHolder routes, AccessVisibility visibility,
    IEnumerable<IKnownAccounts> accounts)
{
    internal static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can see the access policy.");

    /// <summary>Explains a decision of the policy in force, about scopes, members of groups, or a user.</summary>
    public async Task<Result<AccessExplanation>> ExplainAsync(Caller caller, AccessQuestion question, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (question.Server.Trim('/').Length == 0)
        {
            return new Error(ErrorKind.Invalid, "State the server: server=currenttime");
        }

        var snapshot = holder.Current;
        var asked = await AskedCaller.FindAsync(snapshot, question, accounts, cancellationToken);
        return asked.IsSuccess ? Explain(snapshot, asked.Value, question) : asked.Error;
    }

    /// <summary>All scopes in the three-part form of <c>scopes.yml</c>.</summary>
    public async Task<Result<string>> ExportAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var all = await scopes.ListAsync(cancellationToken);
        return ScopesYaml.Write(all.Select(static document => document.Value));
    }

    private AccessExplanation Explain(AccessSnapshot snapshot, Caller asked, AccessQuestion question)
    {
        var explained = visibility.Narrow(
            AccessExplainer.Explain(snapshot, asked.Scopes, question.Server, question.Method, question.Tool), asked);
        return explained is { Allowed: true, Method: { } method, Tool: { Length: > 0 } name }
            && PinRefusals.KindOf(method) is { } kind
            && routes.Current.Find("/" + explained.Server)?.Pins?.RefusalOf(kind, name) is { } state
            ? explained with
            {
                Allowed = false,
                Quarantine = WordOf(state),
                Reason = PinRefusals.Sentence(kind, name, explained.Server, state),
            }
            : explained;
    }

    private static string? WordOf(PinState state) => state switch
    {
        PinState.Changed => "changed",
        PinState.New => "new",
        PinState.Rejected => "rejected",
        PinState.Approved => null,
    };
}

/// <summary>Whose access to what. The first of scopes, groups and user that is stated counts.</summary>
public sealed record AccessQuestion(string Server, string? Method, string? Tool)
{
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> Groups { get; init; } = [];

    public string? User { get; init; }
}
