using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace McpGateway.Cli.Declarative;

/// <summary>YAML as JSON, by the core schema of YAML 1.2, and back. JSON is YAML, so that files may be either.</summary>
internal static class YamlJson
{
    private const int MaxDepth = 64;

    /// <param name="name">Of the file, for messages.</param>
    /// <param name="lines">Gets the line of each value that is not null; null when nobody asks.</param>
    /// <exception cref="CommandFailure">The text is not one YAML document.</exception>
    public static JsonNode? Read(string text, string name, IDictionary<JsonNode, long>? lines = null)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count switch
            {
                0 => null,
                1 => Of(stream.Documents[0].RootNode, 0, lines),
                _ => throw CommandFailure.Misuse($"{name} holds more than one document."),
            };
        }
        catch (YamlException broken)
        {
            throw new CommandFailure(
                ExitCodes.Misused, $"{name} is not YAML: line {broken.Start.Line}: {broken.Message}", cause: broken);
        }
    }

    public static string Write(JsonNode json)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(ToYaml(json))).Save(text, assignAnchors: false);
        var written = text.ToString();
        return written.EndsWith("...\n", StringComparison.Ordinal) ? written[..^4] : written;
    }

    private static JsonNode? Of(YamlNode node, int depth, IDictionary<JsonNode, long>? lines)
    {
        if (depth > MaxDepth)
        {
            throw CommandFailure.Misuse($"Line {node.Start.Line}: this is nested deeper than {MaxDepth}.");
        }

        var json = node switch
        {
            YamlMappingNode mapping => ObjectOf(mapping, depth, lines),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(child => Of(child, depth + 1, lines))]),
            YamlScalarNode scalar => ScalarOf(scalar),
            _ => throw CommandFailure.Misuse($"Line {node.Start.Line}: this is not understood."),
        };
        if (json is not null && lines is not null)
        {
            lines[json] = node.Start.Line;
        }

        return json;
    }

    private static JsonObject ObjectOf(YamlMappingNode mapping, int depth, IDictionary<JsonNode, long>? lines)
    {
        var json = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            json[(key as YamlScalarNode)?.Value ?? throw CommandFailure.Misuse($"Line {key.Start.Line}: a name must be a text.")] =
                Of(value, depth + 1, lines);
        }

        return json;
    }

    private static JsonNode? ScalarOf(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return text;
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
            _ when IsNumber(text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
            _ => text,
        };
    }

    /// <summary>Whether a plain text is read as a number: <c>1.5</c>, <c>2e3</c>; not <c>1.2.3</c>, <c>Infinity</c>.</summary>
    private static bool IsNumber(string text) => text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);

    private static YamlNode ToYaml(JsonNode? json) => json switch
    {
        null => new YamlScalarNode("null"),
        JsonObject members => new YamlMappingNode(members.Select(static member =>
            KeyValuePair.Create((YamlNode)Text(member.Key), ToYaml(member.Value)))),
        JsonArray items => new YamlSequenceNode(items.Select(ToYaml))
        {
            Style = StyleOf(items),
        },
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        _ => new YamlScalarNode(json.ToJsonString()),
    };

    /// <summary>Short lists of words stand on one line.</summary>
    private static SequenceStyle StyleOf(JsonArray items) =>
        items.All(static item => item is not (JsonObject or JsonArray)) && items.ToJsonString().Length < 100
            ? SequenceStyle.Flow
            : SequenceStyle.Block;

    /// <summary>A text that would be read as something else, or that has an indicator, is quoted.</summary>
    private static YamlScalarNode Text(string text)
    {
        var isPlain = text.Length > 0 && text.Trim() == text
            && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '.' or ' ')
            && text[0] is not ('-' or '.' or ' ')
            && ScalarOf(new YamlScalarNode(text) { Style = ScalarStyle.Plain }) is JsonValue read
            && read.GetValueKind() == JsonValueKind.String;
        return new(text)
        {
            Style = isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted,
        };
    }
}
