namespace McpGateway.Fuzz;

/// <summary>The inputs that changes start from: the kept seeds, and what this run found worth keeping.</summary>
internal sealed class Corpus
{
    private const int MaxInputs = 4000;

    private readonly List<byte[]> _inputs;
    private readonly HashSet<int> _fingerprints = [];

    public Corpus(FuzzTarget target) => _inputs = [.. Seeds(target.Name).Select(seed => File.ReadAllBytes(seed)).DefaultIfEmpty([])];

    public int Count => _inputs.Count;

    /// <summary>The kept seeds of one target, past failures among them.</summary>
    public static IEnumerable<string> Seeds(string target)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Seeds", target);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : [];
    }

    /// <summary>Late finds are changed more often than early ones: they lead further in.</summary>
    public byte[] Pick(Random random) =>
        _inputs[random.Next(3) == 0 ? random.Next(_inputs.Count) : random.Next(_inputs.Count / 2, _inputs.Count)];

    public void Learn(int fingerprint, byte[] input)
    {
        if (_fingerprints.Add(fingerprint) && _inputs.Count < MaxInputs)
        {
            _inputs.Add(input);
        }
    }
}
