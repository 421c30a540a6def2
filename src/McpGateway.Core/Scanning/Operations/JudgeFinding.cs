using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;

namespace McpGateway.Core.Scanning.Operations;

/// <summary>Accepts a finding for a reason and a time, or takes that back. For administrators.</summary>
public sealed partial class JudgeFinding
{
    /// <summary>Characters of a reason.</summary>
    public const int LongestReason = 1000;

    private const int ShortestReason = 3;
    private const int MostDays = 366;

    private static readonly Error Refusal = new(ErrorKind.Forbidden, "Only administrators can accept findings");

    private readonly ScanAccess _access;
    private readonly ScanRunner _runner;
    private readonly TimeProvider _time;
    private readonly ILogger<JudgeFinding> _logger;

    internal JudgeFinding(ScanAccess access, ScanRunner runner, TimeProvider time, ILogger<JudgeFinding> logger) =>
        (_access, _runner, _time, _logger) = (access, runner, time, logger);

    /// <param name="kind">Which of the two is at the path.</param>
    /// <param name="path">As callers write it.</param>
    /// <param name="finding">Id of the finding.</param>
    /// <param name="reason">Why it can be lived with.</param>
    /// <param name="until">Until when; null for good. At most a year ahead.</param>
    public async Task<Result<ScanRecord>> AcceptAsync(
        Caller caller, SubjectKind kind, string path, string finding, string reason, DateTimeOffset? until,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(reason);
        var now = _time.GetUtcNow();
        var stated = reason.Trim();
        if (!caller.Permissions.IsAdmin)
        {
            return Refusal;
        }

        if (stated.Length is < ShortestReason or > LongestReason)
        {
            return new Error(ErrorKind.Invalid, $"The reason must have {ShortestReason} to {LongestReason} characters");
        }

        if (until is { } end && (end <= now || end > now.AddDays(MostDays)))
        {
            return new Error(ErrorKind.Invalid, "An acceptance must end in the future, within a year");
        }

        var outcome = await ChangeAsync(
            caller, kind, path, finding, tracked => tracked with { Accepted = new(caller.UserName, now, stated, until) },
                cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogAccepted(outcome.Value.Path, finding, user, until);
        }

        return outcome;
    }

    /// <summary>Has an accepted finding count again.</summary>
    public async Task<Result<ScanRecord>> ReopenAsync(
        Caller caller, SubjectKind kind, string path, string finding, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return Refusal;
        }

        var outcome = await ChangeAsync(caller, kind, path, finding, static tracked => tracked with { Accepted = null }, cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogReopened(outcome.Value.Path, finding, user);
        }

        return outcome;
    }

    private async Task<Result<ScanRecord>> ChangeAsync(
        Caller caller, SubjectKind kind, string path, string finding, Func<TrackedFinding, TrackedFinding> change,
        CancellationToken cancellationToken)
    {
        var target = _access.Find(caller, kind, path);
        return target.IsSuccess
            ? await _runner.ChangeAsync(target.Value.Path, record => Changed(record, finding, change), cancellationToken)
            : target.Error;
    }

    private static Result<ScanRecord> Changed(ScanRecord record, string finding, Func<TrackedFinding, TrackedFinding> change) =>
        record.Findings.Any(tracked => tracked.Finding.Id == finding && tracked.FixedAt is null)
            ? record with
            {
                Findings = [.. record.Findings.Select(tracked => tracked.Finding.Id == finding ? change(tracked) : tracked)],
            }
            : new Error(ErrorKind.NotFound, $"The last scan of '{record.Path}' has no such finding");

    [LoggerMessage(EventId = 17013, Level = LogLevel.Warning, Message = "Finding {Finding} of {Path} accepted by {User} until {Until}.")]
    private partial void LogAccepted(string path, string finding, string user, DateTimeOffset? until);

    [LoggerMessage(EventId = 17014, Level = LogLevel.Information, Message = "Finding {Finding} of {Path} reopened by {User}.")]
    private partial void LogReopened(string path, string finding, string user);
}
