using System.Diagnostics;

namespace McpGateway.Load.Attack;

/// <summary>Who uses the machine's processors: part of one processor, by process.</summary>
internal sealed class ProcessorTimes(IReadOnlyList<(string Name, int Id)> processes)
{
    private Dictionary<string, TimeSpan> _before = [];
    private long _since;

    public void Start() => (_before, _since) = (Read(), Stopwatch.GetTimestamp());

    public IReadOnlyList<(string Name, double Processors)> Take()
    {
        var elapsed = Stopwatch.GetElapsedTime(_since);
        var now = Read();
        (string, double)[] used = [.. now.Select(entry => (entry.Key, (entry.Value - _before[entry.Key]) / elapsed))];
        (_before, _since) = (now, Stopwatch.GetTimestamp());
        return used;
    }

    private Dictionary<string, TimeSpan> Read() =>
        processes.GroupBy(process => process.Name, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => group.Aggregate(TimeSpan.Zero, (sum, process) => sum + TimeOf(process.Id)), StringComparer.Ordinal);

    private static TimeSpan TimeOf(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }
}
