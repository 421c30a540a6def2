using McpGateway.Access.Decisions;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Routing;

namespace McpGateway.Access.Editing;

/// <summary>What administrators ask of the access policy as a whole.</summary>
public sealed class AccessOperations(
    AccessSnapshotHolder holder, ScopeRepository scopes, RouteTableHolder routes, IEnumerable<IUserScopes> users)
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
        if (question.Scopes.Count > 0)
        {
            return Explain(snapshot, question.Scopes, question);
        }

        if (question.Groups.Count > 0)
        {
            return Explain(snapshot, snapshot.ScopesOf(question.Groups), question);
        }

        if (string.IsNullOrEmpty(question.User))
        {
            return new Error(ErrorKind.Invalid, "State whose access is asked about: user=, groups= or scopes=");
        }

        foreach (var directory in users)
        {
            if (await directory.FindAsync(question.User, cancellationToken) is { } held)
            {
                return Explain(snapshot, held, question);
            }
        }

        return new Error(ErrorKind.NotFound, $"User '{question.User}' is not known here; ask with groups= or scopes= instead");
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

    private AccessExplanation Explain(AccessSnapshot snapshot, IReadOnlyList<string> scopes, AccessQuestion question)
    {
        var explained = AccessExplainer.Explain(snapshot, scopes, question.Server, question.Method, question.Tool);
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
