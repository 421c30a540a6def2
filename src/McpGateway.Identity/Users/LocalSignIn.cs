using McpGateway.Foundation;

namespace McpGateway.Identity.Users;

/// <summary>Signs a person in with the name and password of a local account.</summary>
internal sealed partial class LocalSignIn(
    IUserDirectory users, PasswordChecker passwords, SignInThrottle throttle, TimeProvider time, ILogger<LocalSignIn> logger)
{
    public async Task<SignInOutcome> SignInAsync(string userName, string password, string address, CancellationToken cancellationToken)
    {
        var wait = throttle.Begin(userName, address);
        if (wait > TimeSpan.Zero)
        {
            LogThrottled(LogText.Clean(userName), address);
            return new(null, wait);
        }

        var user = users.Current.Find(userName);
        var isRight = await passwords.CheckAsync(user, password, cancellationToken);
        if (!isRight || user is not { IsEnabled: true } || user.LockedUntil > time.GetUtcNow())
        {
            LogRefused(LogText.Clean(userName), address);
            return new(null, TimeSpan.Zero);
        }

        throttle.Succeed(userName, address);
        LogSignedIn(user.UserName, address);
        return new(user, TimeSpan.Zero);
    }

    [LoggerMessage(EventId = 4010, Level = LogLevel.Information, Message = "{User} signed in from {Address}.")]
    private partial void LogSignedIn(string user, string address);

    [LoggerMessage(EventId = 4011, Level = LogLevel.Warning, Message = "Sign-in as {User} from {Address} refused.")]
    private partial void LogRefused(string user, string address);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Warning, Message = "Sign-in as {User} from {Address} not tried: too many failures.")]
    private partial void LogThrottled(string user, string address);
}

/// <summary>The account when the sign-in succeeded; otherwise how long to wait before another attempt, zero when none is needed.</summary>
internal readonly record struct SignInOutcome(UserRecord? User, TimeSpan RetryAfter);
