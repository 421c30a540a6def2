using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace McpGateway.Tests.Support;

/// <summary>
/// Waits for what comes by itself, of another thread, process or machine, and gives no signal. A machine that others use may take long, so
/// the limit is generous; what did not come until then is named.
/// </summary>
internal static class Eventually
{
    /// <summary>When something counts as missing.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    private static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(20);

    /// <returns>How long it took.</returns>
    public static Task<TimeSpan> UntilAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        UntilAsync(() => Task.FromResult(holds()), what);

    /// <param name="holds">Whether it has come.</param>
    /// <param name="what">What is awaited, for the message; the condition as it stands in the test when left out.</param>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        var clock = Stopwatch.StartNew();
        await GetAsync(async () => await holds() ? what : null, what);
        return clock.Elapsed;
    }

    /// <param name="find">Answers null until it has come.</param>
    /// <param name="what">What is awaited, for the message; the question as it stands in the test when left out.</param>
    /// <param name="seen">What there is instead, for the message.</param>
    public static async Task<T> GetAsync<T>(
        Func<Task<T?>> find, [CallerArgumentExpression(nameof(find))] string what = "", Func<string>? seen = null)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (await find() is { } found)
            {
                return found;
            }

            if (clock.Elapsed > Patience)
            {
                Assert.Fail($"Did not come within {Patience}: {what}{(seen is null ? "" : $"\nThere is: {seen()}")}");
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
