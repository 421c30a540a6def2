using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Importing;

/// <summary>Takes over the server files of the Python product: all of them in one commit, or none, with a report for each.</summary>
public sealed partial class ImportServers(
    RegisterServer register, RegistryHooks hooks, DocumentStore documents, ILogger<ImportServers> logger)
{
    internal static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can import servers");

    public async Task<Result<ImportOutcome>> ExecuteAsync(
        Caller caller, ImportRequest request, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (hooks.IsGated && await AskAsync(caller, request, overwrite, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, request, overwrite, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogImported(outcome.Value.IsAccepted ? outcome.Value.Items.Count : 0, outcome.Value.Items.Count, user);
        }

        return outcome;
    }

    /// <summary>All or none are stored, so one that may not be refuses all. What has problems of its own is reported later.</summary>
    private async Task<Error?> AskAsync(Caller caller, ImportRequest request, bool overwrite, CancellationToken cancellationToken)
    {
        foreach (var element in request.Servers)
        {
            var document = new ImportDocument(element, request.States);
            var draft = RegistrationNormalizer.Normalise(document.Read());
            if (!document.Problems.Any()
                && await register.AskAsync(caller, draft, new(overwrite, InPlace: true), cancellationToken) is
                { Kind: ErrorKind.Forbidden or ErrorKind.Unavailable } refusal)
            {
                return refusal with { Detail = $"{draft.Path}: {refusal.Detail}" };
            }
        }

        return null;
    }

    private async Task<Result<PendingWrite<ImportOutcome>>> PlanAsync(
        Caller caller, ImportRequest request, bool overwrite, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        var items = new List<ImportedServer>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in request.Servers)
        {
            var document = new ImportDocument(element, request.States);
            var draft = RegistrationNormalizer.Normalise(document.Read());
            IReadOnlyList<string> problems = [.. document.Problems.Select(Text)];
            if (problems.Count == 0 && !keys.Add(ServerPath.KeyOf(draft.Path)))
            {
                problems = ["path: Named twice in this import"];
            }

            items.Add(problems.Count > 0
                ? new(document.Path, false, problems, [])
                : await PlanOneAsync(caller, draft, overwrite, batch, cancellationToken));
        }

        var outcome = new ImportOutcome(items);
        return new PendingWrite<ImportOutcome>(outcome.IsAccepted ? batch : new(), outcome);
    }

    private async Task<ImportedServer> PlanOneAsync(
        Caller caller, ServerRegistration draft, bool overwrite, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var planned = await register.PlanAsync(caller, draft, new(overwrite, InPlace: true), batch, cancellationToken);
        if (planned.IsSuccess)
        {
            return new(planned.Value.Server.Path, planned.Value.IsNew, [], planned.Value.Warnings);
        }

        IReadOnlyList<string> problems = planned.Error.Fields.Count > 0 ? [.. planned.Error.Fields.Select(Text)] : [planned.Error.Detail];
        return new(draft.Path, false, problems, []);
    }

    private static string Text(FieldProblem problem) => $"{problem.Field}: {problem.Message}";

    [LoggerMessage(EventId = 2006, Level = LogLevel.Information, Message = "{Imported} of {Count} servers imported by {User}.")]
    private partial void LogImported(int imported, int count, string user);
}

/// <summary>Outcome of an import.</summary>
public sealed record ImportOutcome(IReadOnlyList<ImportedServer> Items)
{
    /// <summary>Whether the import happened: nothing was refused.</summary>
    public bool IsAccepted => Items.All(item => item.Problems.Count == 0);
}

/// <summary>One server of an import.</summary>
public sealed record ImportedServer(string? Path, bool IsNew, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings);
