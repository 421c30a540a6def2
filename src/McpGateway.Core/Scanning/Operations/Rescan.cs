using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Scanning.Operations;

/// <summary>Scans on demand: one item now, or everything by and by. For administrators.</summary>
public sealed partial class Rescan
{
    private static readonly Error Refusal = new(ErrorKind.Forbidden, ScanAccess.AdminsOnly);

    private readonly ScanAccess _access;
    private readonly ScanRunner _runner;
    private readonly ScanRepository _repository;
    private readonly DocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly ILogger<Rescan> _logger;

    internal Rescan(
        ScanAccess access, ScanRunner runner, ScanRepository repository, DocumentStore documents, TimeProvider time,
            ILogger<Rescan> logger) =>
        (_access, _runner, _repository, _documents, _time, _logger) = (access, runner, repository, documents, time, logger);

    /// <summary>Scans one server or agent and waits for the result, which is stored whoever waits.</summary>
    /// <param name="kind">Which of the two is at the path.</param>
    /// <param name="path">As callers write it.</param>
    public async Task<Result<ScanRecord>> ExecuteAsync(Caller caller, SubjectKind kind, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return Refusal;
        }

        var target = _access.Find(caller, kind, path);
        if (!target.IsSuccess)
        {
            return target.Error;
        }

        var user = LogText.Clean(caller.UserName);
        LogRequested(target.Value.Path, user);
        return await _runner.ScanAsync(
            target.Value.Path, ScanTriggers.Request, caller.UserName, static (_, _) => true, cancellationToken);
    }

    /// <summary>Has everything scanned. A run that goes on is not begun again.</summary>
    public async Task<Result<RegistryScan>> ExecuteForAllAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return Refusal;
        }

        var outcome = await OptimisticCommit.RunAsync<RegistryScan>(
            _documents,
            async token =>
            {
                var known = await _repository.FindRunAsync(token);
                var batch = new DocumentBatch();
                if (known is { Value: { EndedAt: null } running })
                {
                    return new PendingWrite<RegistryScan>(batch, running);
                }

                var run = new RegistryScan(_time.GetUtcNow(), ScanTriggers.Request, caller.UserName);
                return new PendingWrite<RegistryScan>(
                    batch.Put(ScanRepository.Runs, RegistryScan.Key, run, known?.Version ?? DocumentBatch.Absent), run);
            },
            cancellationToken);
        var user = LogText.Clean(caller.UserName);
        LogAllRequested(user);
        return outcome;
    }

    [LoggerMessage(EventId = 17011, Level = LogLevel.Information, Message = "A security scan of {Path} was asked for by {User}.")]
    private partial void LogRequested(string path, string user);

    [LoggerMessage(EventId = 17012, Level = LogLevel.Information, Message = "A security scan of everything was asked for by {User}.")]
    private partial void LogAllRequested(string user);
}
