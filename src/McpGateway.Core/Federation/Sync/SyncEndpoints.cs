using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Core.Federation.Config;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Federation.Sync;

/// <summary>Synchronisation by hand (registry contract §13), and how the sources go. For administrators.</summary>
internal static class SyncEndpoints
{
    public static void MapFederationSync(this IEndpointRouteBuilder routes)
    {
        var federation = routes.MapGroup("/api/federation").WithTags("Federation").RequireAdministrator(
            FederationConfigs.AdminsOnly.Detail);
        federation.MapPost("/sync", SynchroniseAsync).WithSummary("Synchronise sources now, or preview with dry_run=true");
        federation.MapGet("/sources", ListAsync).WithSummary("Sources: state, progress, last runs, next run");
    }

    private static async Task<IResult> SynchroniseAsync(HttpContext context, FederationSync sync, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var isDryRun = query.Boolean("dry_run", false);
        var waits = query.OptionalBoolean("wait");
        if (!query.IsValid)
        {
            return query.Problems.ToResult();
        }

        var id = ConfigEndpoints.IdOf(context.Request);
        var source = query.Find("source") is { Length: > 0 } named ? named : null;
        if (!(waits ?? !PrefersNoWait(context.Request)))
        {
            return isDryRun
                ? Error.OfFields([new("wait", "A preview is its answer: leave out wait=false")]).ToResult()
                : await StartAsync(context, id, source, sync, cancellationToken);
        }

        var outcomes = await sync.SynchroniseAsync(context.GetCaller(), id, source, isDryRun, cancellationToken);
        return outcomes.IsSuccess ? Answer(id, outcomes.Value, isDryRun) : outcomes.Error.ToResult();
    }

    /// <summary>RFC 7240: who prefers it would rather not wait.</summary>
    private static bool PrefersNoWait(HttpRequest request) => request.Headers["Prefer"]
        .SelectMany(static value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))
        .Any(static preference => preference.Equals("respond-async", StringComparison.OrdinalIgnoreCase));

    private static async Task<IResult> StartAsync(
        HttpContext context, string id, string? source, FederationSync sync, CancellationToken cancellationToken)
    {
        var started = await sync.StartAsync(context.GetCaller(), id, source, cancellationToken);
        if (!started.IsSuccess)
        {
            return started.Error.ToResult();
        }

        var progress = "/api/federation/sources?config_id=" + Uri.EscapeDataString(id);
        context.Response.Headers.Location = progress;
        if (PrefersNoWait(context.Request))
        {
            context.Response.Headers["Preference-Applied"] = "respond-async";
        }

        return ErrorResults.Json(
            new JsonObject
            {
                ["message"] = "Federation sync started",
                ["config_id"] = id,
                ["sources"] = new JsonArray([.. started.Value.Select(static name => (JsonNode)name)]),
                ["progress"] = progress,
            },
            StatusCodes.Status202Accepted);
    }

    private static IResult Answer(
        string id, IReadOnlyList<(SourceRecord Source, Result<FinishedRun> Outcome)> outcomes, bool isDryRun)
    {
        // One source that was asked for by name, or the only one: what stands against it is the answer.
        if (outcomes is [{ Outcome: { IsSuccess: false, Error: { } error } }])
        {
            return error.ToResult();
        }

        var results = new JsonObject();
        var total = 0;
        foreach (var (source, outcome) in outcomes)
        {
            results[source.Id] = outcome.IsSuccess
                ? ResultOf(source, outcome.Value)
                : new JsonObject { ["count"] = 0, ["error"] = outcome.Error.Detail };
            total += outcome.IsSuccess ? CountOf(outcome.Value.Run) : 0;
        }

        var failed = outcomes.Where(static item => item.Outcome.Value?.Run.Error is not null).ToArray();
        if (failed.Length > 0 && failed.Length == outcomes.Count)
        {
            return ErrorResults.Json(
                new JsonObject
                {
                    ["detail"] = $"Federation sync failed: {string.Join("; ", failed.Select(item => item.Outcome.Value!.Run.Error))}",
                    ["config_id"] = id,
                    ["results"] = results,
                },
                StatusCodes.Status502BadGateway);
        }

        return ErrorResults.Json(new JsonObject
        {
            ["message"] = isDryRun ? "Federation sync previewed" : "Federation sync completed",
            ["config_id"] = id,
            ["dry_run"] = isDryRun,
            ["results"] = results,
            ["total_synced"] = total,
        });
    }

    private static int CountOf(SyncRun run) => run.Unchanged + run.Added + run.Changed;

    private static JsonObject ResultOf(SourceRecord source, FinishedRun finished)
    {
        var result = RunOf(finished.Run with { Problems = finished.Tally.Problems });
        result["count"] = CountOf(finished.Run);
        result[source.Kind == SourceKinds.Asor ? "agents" : "servers"] =
            new JsonArray([.. finished.Tally.Present.Select(static name => (JsonNode)name)]);
        result["changes"] = new JsonArray(
        [
            .. finished.Tally.Changes.Select(static change => (JsonNode)new JsonObject
            {
                ["change"] = change.Kind,
                ["item"] = change.Item,
                ["path"] = change.Path,
            }),
        ]);
        result["total_changes"] = finished.Run.Added + finished.Run.Changed + finished.Run.Removed;
        result["truncated"] = finished.Tally.IsTruncated;
        return result;
    }

    private static async Task<IResult> ListAsync(HttpContext context, FederationSync sync, CancellationToken cancellationToken)
    {
        var states = await sync.ListAsync(context.GetCaller(), ConfigEndpoints.IdOf(context.Request), cancellationToken);
        return states.IsSuccess
            ? ErrorResults.Json(new JsonObject { ["sources"] = new JsonArray([.. states.Value.Select(StateOf)]) })
            : states.Error.ToResult();
    }

    private static JsonObject StateOf(SourceState state)
    {
        var source = ConfigDocument.WriteSource(state.Source);
        source["state"] = state.IsRunning ? "running"
            : state.Runs is [{ Status: SyncRun.Failed or SyncRun.Interrupted } last, ..] ? last.Status
            : "idle";
        source["items"] = state.Items;
        source["orphaned"] = state.Orphaned;
        source["progress"] = state.IsRunning ? new JsonObject { ["read"] = state.Read, ["total"] = state.Total } : null;
        source["next_sync"] = state.NextDue?.UtcDateTime;
        source["runs"] = new JsonArray([.. state.Runs.Select(RunOf)]);
        return source;
    }

    private static JsonObject RunOf(SyncRun run) => new()
    {
        ["started_at"] = run.StartedAt.UtcDateTime,
        ["ended_at"] = run.EndedAt.UtcDateTime,
        ["trigger"] = run.Trigger,
        ["by"] = run.By,
        ["status"] = run.Status,
        ["full"] = run.IsFull,
        ["read"] = run.Read,
        ["added"] = run.Added,
        ["changed"] = run.Changed,
        ["removed"] = run.Removed,
        ["unchanged"] = run.Unchanged,
        ["refused"] = run.Refused,
        ["problems"] = new JsonArray(
        [
            .. run.Problems.Select(static problem => (JsonNode)new JsonObject
            {
                ["item"] = problem.Item,
                ["problem"] = problem.Problem,
            }),
        ]),
        ["error"] = run.Error,
    };
}
