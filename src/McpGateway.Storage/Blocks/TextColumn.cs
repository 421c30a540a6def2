namespace McpGateway.Storage.Blocks;

/// <summary>
/// Texts of which many are equal: a list of the different ones, and for each record the number of its own; 0 for none.
/// <see cref="TextValues"/> reads them.
/// </summary>
internal sealed class TextColumn(int count)
{
    private readonly Dictionary<string, ulong> _numbers = new(StringComparer.Ordinal);
    private readonly List<ulong> _column = new(count);
    private string? _last;

    /// <summary>The different texts, in the order of their numbers.</summary>
    public IEnumerable<string> Different => _numbers.Keys;

    public void Add(string? text)
    {
        if (_column.Count > 0 && string.Equals(text, _last, StringComparison.Ordinal))
        {
            _column.Add(_column[^1]);
            return;
        }

        _last = text;
        if (text is null)
        {
            _column.Add(0);
        }
        else
        {
            _numbers.TryAdd(text, (ulong)_numbers.Count + 1);
            _column.Add(_numbers[text]);
        }
    }

    public void Write(BlockWriter writer)
    {
        writer.Number((ulong)_numbers.Count);
        foreach (var text in _numbers.Keys)
        {
            writer.Text(text);
        }

        _column.ForEach(writer.Number);
    }
}
