namespace McpGateway.Core.Health.Probing;

/// <summary>The time of one check: each step has its own limit, and all of them together end at a deadline.</summary>
internal sealed class ProbeRun : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private readonly TimeLimit _deadline;

    public ProbeRun(TimeSpan longest, TimeProvider time, CancellationToken stopping)
    {
        (_time, _stopping) = (time, stopping);
        _deadline = new(longest, time, stopping);
    }

    public CancellationToken Deadline => _deadline.Token;

    /// <summary>Runs one step, and makes an answer of whatever goes wrong with it. Only the end of the process passes through.</summary>
    /// <param name="connectTimeout">Of the data plane's connections, whose expiry looks like a cancellation by nobody.</param>
    public async Task<ProbeAnswer> StepAsync(
        string step, Uri address, TimeSpan limit, TimeSpan connectTimeout, Func<CancellationToken, Task<ProbeAnswer>> ask)
    {
        using var time = new TimeLimit(limit, _time, _deadline.Token);
        try
        {
            return await ask(time.Token);
        }
        catch (Exception failure) when (Find<ProbeLimitException>(failure) is not null)
        {
            return new(step, ProbeAnswerKind.OverLimit) { Sentence = ProbeSentences.OfLimit(step) };
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return new(step, ProbeAnswerKind.TimedOut)
            {
                Sentence = time.Token.IsCancellationRequested
                    ? ProbeSentences.OfTimeout(step, limit)
                    : ProbeSentences.OfConnectTimeout(address, connectTimeout),
            };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException or FormatException)
        {
            _stopping.ThrowIfCancellationRequested();
            return new(step, ProbeAnswerKind.Unreachable) { Sentence = ProbeSentences.OfFailure(step, address, failure) };
        }
    }

    public void Dispose() => _deadline.Dispose();

    private static T? Find<T>(Exception failure)
        where T : Exception
    {
        for (Exception? current = failure; current is not null; current = current.InnerException)
        {
            if (current is T found)
            {
                return found;
            }
        }

        return null;
    }
}
