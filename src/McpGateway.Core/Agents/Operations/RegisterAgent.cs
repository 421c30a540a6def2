using McpGateway.Core.Agents.Directory;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Registers an agent by its card, or by the address that its card is fetched from. It begins switched off.</summary>
public sealed partial class RegisterAgent
{
    private readonly CardIntake _intake;
    private readonly AgentPaths _paths;
    private readonly AgentHolds _holds;
    private readonly AgentHooks _hooks;
    private readonly DocumentStore _documents;
    private readonly string? _enforcedStatus;
    private readonly TimeProvider _time;
    private readonly ILogger<RegisterAgent> _logger;

    internal RegisterAgent(
        CardIntake intake, AgentPaths paths, AgentHolds holds, AgentHooks hooks, DocumentStore documents, IOptions<AgentOptions> options,
        TimeProvider time, ILogger<RegisterAgent> logger)
    {
        (_intake, _paths, _holds, _hooks, _documents, _time, _logger) = (intake, paths, holds, hooks, documents, time, logger);
        _enforcedStatus = options.Value.EnforcedStatus;
    }

    public async Task<Result<RegisteredAgent>> ExecuteAsync(
        Caller caller, AgentRegistration draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);

        // Before anything is fetched: strangers do not make the gateway ask addresses.
        if ((EarlyRefusal(caller, draft) ?? StatusRefusal(draft)) is { } refusal)
        {
            return refusal;
        }

        var taken = await _intake.TakeAsync(draft, cancellationToken);
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        var key = AgentPath.KeyOf(draft.Path ?? AgentPath.OfName(taken.Value.Card.Name));
        if (PathRefusal(caller, key) is { } unfit)
        {
            return unfit;
        }

        if (await _hooks.AskAsync(caller, "register", key, taken.Value.Card.Json, cancellationToken) is { } denied)
        {
            return denied;
        }

        var outcome = await OptimisticCommit.RunAsync(
            _documents, _ => Task.FromResult(Plan(caller, draft, taken.Value, key)), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogRegistered(key, user, outcome.Value.Entry.Agent.Signature.State);
        }

        return outcome;
    }

    private static Error? EarlyRefusal(Caller caller, AgentRegistration draft) => draft.Path is { } stated
        ? AgentAuthorization.PublishRefusal(caller, AgentPath.KeyOf(stated)) ?? StatedRefusal(stated) ?? AgentFields.Refusal(draft, null)
        : !caller.Permissions.MayAny(AgentPermissions.Publish)
            ? AgentAuthorization.PublishRefusal(caller, "/")
            : AgentFields.Refusal(draft, null);

    private Error? StatusRefusal(AgentRegistration draft) => _enforcedStatus is { } status && draft.Status is { } stated && stated != status
        ? new Error(ErrorKind.Invalid, $"Agents are registered with the status '{status}' here; it can be changed afterwards")
        : null;

    private static Error? StatedRefusal(string stated) => AgentPath.ProblemOfStated(stated) is { } problem
        ? Error.OfFields([new("path", problem) { Input = stated }])
        : null;

    private static Error? PathRefusal(Caller caller, string key)
    {
        var problems = AgentPath.ProblemsOf(key).Select(problem => new FieldProblem("path", problem) { Input = key }).ToArray();
        return problems.Length > 0 ? Error.OfFields(problems) : AgentAuthorization.PublishRefusal(caller, key);
    }

    private Result<PendingWrite<RegisteredAgent>> Plan(Caller caller, AgentRegistration draft, TakenCard taken, string key)
    {
        if (_paths.ProblemBelowServer(key) is { } below)
        {
            return Error.OfFields([new("path", below) { Input = key }]);
        }

        if (_paths.ProblemForAgent(key) is { } problem)
        {
            return new Error(ErrorKind.Conflict, problem) { Code = AgentErrors.PathTaken };
        }

        var now = _time.GetUtcNow();
        var blank = new AgentDocument
        {
            Path = key,
            Card = taken.Card.Json,
            CardHash = taken.Hash,
            RegisteredBy = caller.UserName,
            OwnerSubject = caller.Subject,
            RegisteredAt = now,
            UpdatedAt = now,
        };
        var begun = draft with { Status = _enforcedStatus ?? draft.Status };
        var agent = _holds.Hold(AgentFields.Lay(begun, blank, taken, caller.Permissions.IsAdmin), before: null);
        var batch = new DocumentBatch().Put(AgentRepository.Agents, key, agent, DocumentBatch.Absent);
        AgentPaths.AssertNoServer(key, batch);
        return new PendingWrite<RegisteredAgent>(batch, new(new(agent, taken.Card), AgentFields.Warnings(draft, agent)));
    }

    [LoggerMessage(
        EventId = 2101, Level = LogLevel.Information, Message = "Agent {Agent} registered by {User}; signature: {Signature}.")]
    private partial void LogRegistered(string agent, string user, string signature);
}
