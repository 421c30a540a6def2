using McpGateway.Foundation.Auditing;
using McpGateway.Identity.Telemetry;

namespace McpGateway.Identity.Users;

/// <summary>Signs a person in with the name and password of a local account.</summary>
internal sealed partial class LocalSignIn(
    IUserDirectory users, PasswordChecker passwords, SignInThrottle throttle, IAuditEvents audit, TimeProvider time,
    IdentityMeter meter, UnknownNames unknown, ILogger<LocalSignIn> logger)
{
    public async Task<SignInOutcome> SignInAsync(string userName, string password, string address, CancellationToken cancellationToken)
    {
        using var span = IdentityMeter.Begin("sign_in");
        var outcome = await TryAsync(userName, password, address, cancellationToken);
        var result = outcome.User is not null ? "success" : outcome.RetryAfter > TimeSpan.Zero ? "throttled" : "refused";
        span?.SetTag("mcp_gateway.provider", "local").SetTag("mcp_gateway.outcome", result);
        meter.SignedIn("local", result);
        return outcome;
    }

    private async Task<SignInOutcome> TryAsync(string userName, string password, string address, CancellationToken cancellationToken)
    {
        var wait = throttle.Begin(userName, address);
        var user = users.Current.Find(userName);
        var shown = user?.UserName ?? unknown.Of(userName);
        if (wait > TimeSpan.Zero)
        {
            LogThrottled(shown, address);
            Tell(shown, AuditOutcomes.Locked, "too many failed attempts");
            return new(null, wait);
        }

        var isRight = await passwords.CheckAsync(user, password, cancellationToken);
        if (!isRight || user is not { IsEnabled: true } || user.LockedUntil > time.GetUtcNow())
        {
            LogRefused(shown, address);
            Tell(shown, AuditOutcomes.Failure, ReasonOf(user, isRight));
            return new(null, TimeSpan.Zero);
        }

        throttle.Succeed(userName, address);
        LogSignedIn(user.UserName, address);
        return new(user, TimeSpan.Zero);
    }

    /// <summary>For the audit alone: who tries to sign in is not told which accounts there are.</summary>
    private static string ReasonOf(UserRecord? user, bool isRight) =>
        user is null ? "no such account"
        : !isRight ? "wrong password"
        : user.IsEnabled ? "the account is locked" : "the account is disabled";

    private void Tell(string userName, string outcome, string reason) => audit.Record(new()
    {
        Stream = AuditStreams.SignIn,
        Operation = "login",
        ResourceType = "session",
        Outcome = outcome,
        Decision = AuditDecisions.Deny,
        Reason = reason,
        ClaimedUser = userName,
        Description = "local account",
    });

    [LoggerMessage(EventId = 4010, Level = LogLevel.Information, Message = "{User} signed in from {Address}.")]
    private partial void LogSignedIn(string user, string address);

    [LoggerMessage(EventId = 4011, Level = LogLevel.Warning, Message = "Sign-in as {User} from {Address} refused.")]
    private partial void LogRefused(string user, string address);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Warning, Message = "Sign-in as {User} from {Address} not tried: too many failures.")]
    private partial void LogThrottled(string user, string address);
}

/// <summary>The account when the sign-in succeeded; otherwise how long to wait before another attempt, zero when none is needed.</summary>
internal readonly record struct SignInOutcome(UserRecord? User, TimeSpan RetryAfter);
