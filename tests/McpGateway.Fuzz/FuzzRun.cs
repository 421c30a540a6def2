using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace McpGateway.Fuzz;

/// <summary>Drives targets in turns until the time is over. A target that failed is left alone from then on.</summary>
internal sealed class FuzzRun(IReadOnlyList<FuzzTarget> targets, TimeSpan time, int seed, string findings)
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (Corpus Corpus, Mutator Mutator, long Runs)> _state = [];
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);

    /// <returns>How many targets failed.</returns>
    public int Execute()
    {
        var random = new Random(seed);
        var started = Stopwatch.GetTimestamp();
        var reported = started;
        while (Stopwatch.GetElapsedTime(started) < time && _failed.Count < targets.Count)
        {
            foreach (var target in targets.Where(target => !_failed.Contains(target.Name)))
            {
                TakeTurn(target, random);
            }

            if (Stopwatch.GetElapsedTime(reported) > TimeSpan.FromMinutes(1))
            {
                reported = Stopwatch.GetTimestamp();
                Report(Stopwatch.GetElapsedTime(started));
            }
        }

        Report(Stopwatch.GetElapsedTime(started));
        return _failed.Count;
    }

    private void TakeTurn(FuzzTarget target, Random random)
    {
        if (!_state.TryGetValue(target.Name, out var state))
        {
            state = (new Corpus(target), new Mutator(random, target.Words), 0);
        }

        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Turn)
        {
            // The seeds as they are first.
            var input = state.Runs < state.Corpus.Count
                ? state.Corpus.Pick(random)
                : state.Mutator.Change(state.Corpus.Pick(random), state.Corpus.Pick(random));
            state.Runs++;
            var (fingerprint, problem) = Judge.Try(target, input);
            if (problem is not null)
            {
                Keep(target, input, problem);
                break;
            }

            state.Corpus.Learn(fingerprint, input);
        }

        _state[target.Name] = state;
    }

    private void Keep(FuzzTarget target, byte[] input, string problem)
    {
        _failed.Add(target.Name);
        var small = Shrinker.Shrink(target, input);
        var folder = Path.Combine(findings, target.Name);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "failure-" + Convert.ToHexStringLower(SHA256.HashData(small))[..12]);
        File.WriteAllBytes(file, small);
        Console.WriteLine($"FAILED {target.Name}: {problem}");
        Console.WriteLine($"  input of {small.Length} bytes in {file}");
    }

    private void Report(TimeSpan elapsed)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed:hh\\:mm\\:ss}  {_failed.Count} failed"));
        foreach (var (name, state) in _state)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-14} {state.Runs,10} runs  {state.Corpus.Count,5} inputs"));
        }
    }
}
