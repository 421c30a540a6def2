using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>A filter as SQL applies it to single records, for the records of blocks.</summary>
internal sealed class BlockFilter(LogFilter filter)
{
    private readonly long _from = Microseconds.From(filter.From) ?? long.MinValue;
    private readonly long _to = Microseconds.From(filter.To) ?? long.MaxValue;
    private readonly string? _user = StoredText.Clean(filter.User);
    private readonly string? _subject = StoredText.Clean(filter.Subject);
    private readonly string? _server = StoredText.Clean(filter.Server);
    private readonly string? _outcome = StoredText.Clean(filter.Outcome);
    private readonly string? _text = string.IsNullOrEmpty(filter.Text) ? null : Lower(StoredText.Clean(filter.Text)!);

    public bool NeedsBodies => _text is not null;

    /// <summary>The time range is half open: from, inclusive, to, exclusive.</summary>
    public bool Matches(BlockNames names, int index) =>
        names.At[index] >= _from && names.At[index] < _to
        && Is(_user, names.User[index]) && Is(_subject, names.Subject[index])
        && Is(_server, names.Server[index]) && Is(_outcome, names.Outcome[index]);

    public bool Matches(string body) => _text is null || Lower(body).Contains(_text, StringComparison.Ordinal);

    private static bool Is(string? wanted, string? found) => wanted is null || string.Equals(wanted, found, StringComparison.Ordinal);

    /// <summary>A to Z only, as both databases do it.</summary>
    private static string Lower(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        source.CopyTo(target);
        for (var index = 0; index < target.Length; index++)
        {
            target[index] = char.IsAsciiLetterUpper(target[index]) ? (char)(target[index] | 0x20) : target[index];
        }
    });
}
