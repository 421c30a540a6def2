using System.Text;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>
/// Reads <c>host=db dbname='my data' password=it\'s</c>, as libpq does
/// (<see href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE"/>).
/// </summary>
internal ref struct KeywordText
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private KeywordText(ReadOnlySpan<char> text) => _text = text;

    private readonly bool IsAtEnd => _at >= _text.Length;

    /// <exception cref="ConnectionTextException">It is none.</exception>
    public static List<KeyValuePair<string, string>> Read(string text)
    {
        var reader = new KeywordText(text);
        var parts = new List<KeyValuePair<string, string>>();
        reader.SkipSpace();
        while (!reader.IsAtEnd)
        {
            parts.Add(reader.ReadPair());
            reader.SkipSpace();
        }

        return parts;
    }

    private KeyValuePair<string, string> ReadPair()
    {
        var start = _at;
        while (!IsAtEnd && _text[_at] != '=' && !char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        var name = _text[start.._at].ToString();
        SkipSpace();
        if (name.Length == 0 || IsAtEnd || _text[_at] != '=')
        {
            throw new ConnectionTextException(
                "has a word that is not followed by '=': write name=value, parted by spaces, and a value with spaces as 'in quotes'.");
        }

        _at++;
        SkipSpace();
        return new(name, !IsAtEnd && _text[_at] == '\'' ? ReadQuoted(name) : ReadBare());
    }

    private string ReadBare()
    {
        var value = new StringBuilder();
        while (!IsAtEnd && !char.IsWhiteSpace(_text[_at]))
        {
            Take(value);
        }

        return value.ToString();
    }

    private string ReadQuoted(string name)
    {
        var value = new StringBuilder();
        _at++;
        while (!IsAtEnd && _text[_at] != '\'')
        {
            Take(value);
        }

        if (IsAtEnd)
        {
            throw new ConnectionTextException($"has a quote that does not end, at the parameter '{Shown.Name(name)}'.");
        }

        _at++;
        return value.ToString();
    }

    /// <summary>A backslash makes the next character an ordinary one.</summary>
    private void Take(StringBuilder value)
    {
        if (_text[_at] == '\\' && ++_at >= _text.Length)
        {
            return;
        }

        value.Append(_text[_at++]);
    }

    private void SkipSpace()
    {
        while (!IsAtEnd && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }
}
