using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Cli.Connect;

/// <summary>
/// Sets members of a JSON text with comments and leaves every other character of it as it is: comments, order, indentation, trailing
/// commas.
/// </summary>
internal static class JsoncEditor
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonReaderOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The text with a member set, and the objects on the way to it made where they are missing.</summary>
    /// <param name="text">May be empty.</param>
    /// <param name="path">Names of members, outermost first.</param>
    /// <exception cref="JsonException">The text is no JSON with an object at every name of the path but the last.</exception>
    public static string Set(string text, IReadOnlyList<string> path, JsonNode value)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Indented(Nested(path, value)) + "\n";
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var place = Find(bytes, path);
        if (place.Depth == path.Count)
        {
            return Spliced(bytes, place.ValueStart, place.ValueEnd, Indented(value, IndentAt(bytes, place.ValueStart)));
        }

        var missing = path.Skip(place.Depth).ToArray();
        return Inserted(bytes, place, missing[0], Nested(missing[1..], value));
    }

    /// <summary>The value at a path; null when there is none.</summary>
    public static JsonNode? Get(string text, IReadOnlyList<string> path)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var place = Find(bytes, path);
        return place.Depth == path.Count
            ? JsonNode.Parse(
                bytes.AsSpan(place.ValueStart, place.ValueEnd - place.ValueStart),
                documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })
            : null;
    }

    /// <summary>
    /// How far the path is there, and where: the value of its last name, or the object in which the next name is missing.
    /// </summary>
    private static Place Find(byte[] bytes, IReadOnlyList<string> path)
    {
        var reader = new Utf8JsonReader(bytes, Reading);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "It must be an object.");
        var place = ReadObject(ref reader, path, 0);
        while (reader.Read())
        {
        }

        return place;
    }

    private static Place ReadObject(ref Utf8JsonReader reader, IReadOnlyList<string> path, int depth)
    {
        var start = (int)reader.BytesConsumed;
        var lastEnd = -1;
        var lastStart = -1;
        Place? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            lastStart = (int)reader.TokenStartIndex;
            var isNext = found is null && reader.ValueTextEquals(path[depth]);
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            if (!isNext)
            {
                reader.Skip();
            }
            else if (depth == path.Count - 1)
            {
                reader.Skip();
                found = new(path.Count, valueStart, (int)reader.BytesConsumed);
            }
            else
            {
                Expect(reader.TokenType == JsonTokenType.StartObject, $"'{path[depth]}' must be an object.");
                found = ReadObject(ref reader, path, depth + 1);
            }

            lastEnd = (int)reader.BytesConsumed;
        }

        return found ?? new(depth, start, (int)reader.TokenStartIndex) { LastStart = lastStart, LastEnd = lastEnd };
    }

    /// <summary>A new member after the last one of an object, indented as that is.</summary>
    private static string Inserted(byte[] bytes, Place place, string name, JsonNode value)
    {
        var isEmpty = place.LastEnd < 0;
        var outer = IndentAt(bytes, place.ValueStart - 1);
        var indent = isEmpty ? outer + UnitOf(bytes) : IndentAt(bytes, place.LastStart);
        var member = $"\n{indent}{JsonSerializer.Serialize(name, StringJsonContext.Default.String)}: {Indented(value, indent)}";
        if (isEmpty)
        {
            // What stands in the braces is white space, or remarks, which stay.
            var inside = Encoding.UTF8.GetString(bytes, place.ValueStart, place.ValueEnd - place.ValueStart).TrimEnd();
            return Spliced(bytes, place.ValueStart, place.ValueEnd, $"{inside}{member}\n{outer}");
        }

        if (CommaAfter(bytes, place.LastEnd, place.ValueEnd) is { } comma)
        {
            var behind = RemarkAfter(bytes, comma, place.ValueEnd);
            return Spliced(bytes, behind, behind, member + ",");
        }

        var end = RemarkAfter(bytes, place.LastEnd, place.ValueEnd);
        var remark = Encoding.UTF8.GetString(bytes, place.LastEnd, end - place.LastEnd);
        return Spliced(bytes, place.LastEnd, end, $",{remark}{member}");
    }

    /// <summary>Where the remarks end that stand behind something on its line; the place itself when there are none.</summary>
    private static int RemarkAfter(byte[] bytes, int from, int to)
    {
        var end = from;
        for (var index = from; index + 1 < to && bytes[index] is (byte)' ' or (byte)'\t' or (byte)'/'; index++)
        {
            if (bytes[index] != '/')
            {
                continue;
            }

            var isBlock = bytes[index + 1] == '*';
            var length = bytes.AsSpan(index, to - index).IndexOf(isBlock ? "*/"u8 : "\n"u8);
            end = length < 0 ? to : index + length + (isBlock ? 2 : 0);
            if (!isBlock)
            {
                // The line's end is no part of it, in either of its forms.
                return bytes[end - 1] == '\r' ? end - 1 : end;
            }

            index = end - 1;
        }

        return end;
    }

    /// <summary>Where a comma between two places ends, if there is one outside of comments.</summary>
    private static int? CommaAfter(byte[] bytes, int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            if (bytes[index] == ',')
            {
                return index + 1;
            }

            if (bytes[index] == '/' && index + 1 < to)
            {
                var end = bytes.AsSpan(index, to - index).IndexOf(bytes[index + 1] == '*' ? "*/"u8 : "\n"u8);
                index = end < 0 ? to : index + end + (bytes[index + 1] == '*' ? 1 : 0);
            }
        }

        return null;
    }

    /// <summary>White space at the beginning of the line of a place.</summary>
    private static string IndentAt(byte[] bytes, int place)
    {
        var begin = Array.LastIndexOf(bytes, (byte)'\n', Math.Max(0, Math.Min(place, bytes.Length - 1))) + 1;
        var end = begin;
        while (end < bytes.Length && bytes[end] is (byte)' ' or (byte)'\t')
        {
            end++;
        }

        return Encoding.UTF8.GetString(bytes, begin, end - begin);
    }

    /// <summary>One step of the text's indentation: that of its first indented line, or two spaces.</summary>
    private static string UnitOf(byte[] bytes) => Encoding.UTF8.GetString(bytes).Split('\n')
        .Select(static line => line[..^line.TrimStart(' ', '\t').Length])
        .FirstOrDefault(static indent => indent.Length > 0) ?? "  ";

    private static JsonNode Nested(IReadOnlyList<string> path, JsonNode value) =>
        path.Reverse().Aggregate(value.DeepClone(), static (inner, name) => new JsonObject { [name] = inner });

    private static string Indented(JsonNode value, string indent = "") =>
        value.ToJsonString(Written).ReplaceLineEndings("\n").Replace("\n", "\n" + indent, StringComparison.Ordinal);

    private static string Spliced(byte[] bytes, int from, int to, string middle) =>
        Encoding.UTF8.GetString(bytes, 0, from) + middle + Encoding.UTF8.GetString(bytes, to, bytes.Length - to);

    private static void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new JsonException(otherwise);
        }
    }

    /// <param name="Depth">How many names of the path were found.</param>
    /// <param name="ValueStart">Of the value, or of what is inside the braces of the object that lacks the next name.</param>
    private readonly record struct Place(int Depth, int ValueStart, int ValueEnd)
    {
        /// <summary>Of the last member of that object; -1 when it has none.</summary>
        public int LastStart { get; init; } = -1;

        public int LastEnd { get; init; } = -1;
    }
}
