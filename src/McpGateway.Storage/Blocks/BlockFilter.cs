using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>A filter for the records of blocks.</summary>
internal sealed class BlockFilter
{
    private readonly List<(NameColumn Column, string Text)> _names;
    private readonly int? _status;
    private readonly LogCursor? _id;
    private readonly string? _text;

    public BlockFilter(LogFilter filter)
    {
        _id = filter.Id is { } id ? LogCursor.Parse(id) : null;
        From = Math.Max(Microseconds.From(filter.From) ?? long.MinValue, _id?.At ?? long.MinValue);
        To = Math.Min(Microseconds.From(filter.To) ?? long.MaxValue, _id is { } one ? one.At + 1 : long.MaxValue);
        _names =
        [
            .. from column in NameColumns.All
               let text = NameColumns.Of(filter, column)
               where text is not null
               select (column, text),
        ];
        _status = filter.Status;
        _text = string.IsNullOrEmpty(filter.Text) ? null : Lower(StoredText.Clean(filter.Text)!);
    }

    /// <summary>In microseconds, inclusive.</summary>
    public long From { get; }

    /// <summary>In microseconds, exclusive.</summary>
    public long To { get; }

    public bool NeedsBodies => _text is not null;

    /// <summary>What the summary of a block must have for a match to be in it.</summary>
    public IReadOnlyList<long> Bits()
    {
        var names = _names.ToDictionary(static name => name.Column, static name => BlockSummary.Term(name.Column, name.Text));
        var terms = names.Values.ToList();
        var pairs = from pair in BlockSummary.Pairs
                    where names.ContainsKey(pair.One) && names.ContainsKey(pair.Other)
                    select BlockSummary.Pair(names[pair.One], names[pair.Other]);
        if (_status is { } status)
        {
            terms.Add(BlockSummary.Term(status));
        }

        // What rules out most comes first.
        return
        [
            .. BlockSummary.BitsOfText(_text ?? ""), .. pairs.SelectMany(BlockSummary.BitsOfPair), .. terms.SelectMany(BlockSummary.Bits),
        ];
    }

    /// <summary>The places of the matching records, as far as that can be told without bodies.</summary>
    public IReadOnlyList<int> Find(BlockNames names)
    {
        var wanted = _names.ConvertAll(
            name => (names.Texts[(int)name.Column].Numbers, Number: names.Texts[(int)name.Column].NumberOf(name.Text)));
        if (wanted.Exists(static name => name.Number == 0))
        {
            return [];
        }

        var found = new List<int>();
        for (var index = 0; index < names.At.Length; index++)
        {
            if (names.At[index] >= From && names.At[index] < To
                && wanted.TrueForAll(name => name.Numbers[index] == name.Number)
                && (_status is null || names.Status[index] == _status)
                && (_id is not { } id || names.Number is not { } number || number[index] == id.Id))
            {
                found.Add(index);
            }
        }

        return found;
    }

    /// <summary>For records that are at hand.</summary>
    public bool Matches(LogRow row) =>
        row.Cursor.At >= From && row.Cursor.At < To
        && _names.TrueForAll(name => string.Equals(name.Text, NameColumns.Of(row.Entry, name.Column), StringComparison.Ordinal))
        && (_status is null || row.Entry.Status == _status)
        && (_id is null || row.Cursor == _id)
        && Matches(row.Entry.Body);

    public bool Matches(string body) => _text is null || Lower(body).Contains(_text, StringComparison.Ordinal);

    /// <summary>A to Z only.</summary>
    private static string Lower(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        source.CopyTo(target);
        for (var index = 0; index < target.Length; index++)
        {
            target[index] = char.IsAsciiLetterUpper(target[index]) ? (char)(target[index] | 0x20) : target[index];
        }
    });
}
