using System.Net;
using McpGateway.Foundation.Http.Outbound;

namespace McpGateway.Identity.Entra.Graph;

/// <summary>How long a call waits altogether when Graph asks for patience, or does not know yet what was made just now.</summary>
internal sealed class GraphPatience(TimeSpan most, TimeProvider time)
{
    /// <summary>Enough for waiting as long as is allowed; the end of answers that say "at once" again and again.</summary>
    private const int MostAttempts = 12;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    private TimeSpan _left = most;
    private int _attempts;
    private TimeSpan _next = First;

    /// <summary>Waits before another attempt.</summary>
    /// <returns>False when there is none to be made: the answer stands.</returns>
    public async Task<bool> WaitAsync(GraphCall call, OutboundAnswer answer, CancellationToken cancellationToken)
    {
        if (!IsWorthAnother(call, answer))
        {
            return false;
        }

        var wait = answer.RetryAfter(time.GetUtcNow()) ?? _next;
        if (wait > _left || ++_attempts > MostAttempts)
        {
            return false;
        }

        _left -= wait;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        await Task.Delay(wait, time, cancellationToken);
        return true;
    }

    private static bool IsWorthAnother(GraphCall call, OutboundAnswer answer) => answer.Status switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => true,
        HttpStatusCode.NotFound => call.IsAboutSomethingNew,

        // A service principal whose application is not known everywhere yet.
        HttpStatusCode.BadRequest => call.IsAboutSomethingNew
            && GraphErrors.MessageOf(answer).Contains("does not reference a valid application", StringComparison.Ordinal),
        _ => false,
    };
}
