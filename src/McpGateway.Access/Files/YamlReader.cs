using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace McpGateway.Access.Files;

/// <summary>
/// Reads one YAML document from parser events. Not with the object mapper, which needs reflection, nor with the library's own tree,
/// which follows nesting without a limit: depth and size are bounded here, because the text may come over HTTP.
/// </summary>
public sealed class YamlReader(Parser parser)
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 500_000;

    private readonly Dictionary<AnchorName, (FileNode Node, int Size, int Height)> _anchors = [];
    private int _nodes;
    private int _deepest;

    /// <exception cref="YamlException">The text is not YAML, or is over a limit.</exception>
    public static FileNode Read(string text)
    {
        try
        {
            return ReadDocument(text);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            // What the parser throws for some texts that are no YAML, such as an escape beyond Unicode.
            throw new YamlException("the text cannot be read", failure);
        }
    }

    private static FileNode ReadDocument(string text)
    {
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            return new(1);
        }

        parser.Consume<DocumentStart>();
        var root = new YamlReader(parser).Next(depth: 0);
        parser.Consume<DocumentEnd>();
        return parser.Accept<StreamEnd>(out var end)
            ? root
            : throw new YamlException(end?.Start ?? Mark.Empty, end?.End ?? Mark.Empty, "the file holds more than one document");
    }

    private FileNode Next(int depth)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value, out var known))
            {
                throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value} has no anchor");
            }

            // An alias costs what it stands for, so that aliases of aliases cannot grow without bound.
            Count(known.Size, alias);
            Descend(depth + known.Height, alias);
            return known.Node;
        }

        var start = parser.Current as NodeEvent ?? throw new YamlException("the file ends early");
        var (before, outer) = (_nodes, _deepest);
        _deepest = 0;
        Count(1, start);
        Descend(depth, start);
        var node = ReadNode(start, depth);
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = (node, _nodes - before, _deepest - depth);
        }

        _deepest = Math.Max(outer, _deepest);
        return node;
    }

    private FileNode ReadNode(NodeEvent start, int depth)
    {
        var line = (int)start.Start.Line;
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            var isNothing = scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" };
            return new(line) { Text = isNothing ? null : scalar.Value };
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<FileNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Next(depth + 1));
            }

            return new(line) { Items = items };
        }

        parser.Consume<MappingStart>();
        return new(line) { Members = ReadMembers(depth) };
    }

    private List<KeyValuePair<string, FileNode>> ReadMembers(int depth)
    {
        var members = new List<KeyValuePair<string, FileNode>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            if (!names.Add(key.Value))
            {
                throw new YamlException(key.Start, key.End, $"'{key.Value}' appears twice");
            }

            members.Add(new(key.Value, Next(depth + 1)));
        }

        return members;
    }

    /// <summary>Aliases count with what is below them: chained, they would nest without a limit.</summary>
    private void Descend(int depth, ParsingEvent at)
    {
        _deepest = Math.Max(_deepest, depth);
        if (depth > MaxDepth)
        {
            throw new YamlException(at.Start, at.End, $"the file nests deeper than {MaxDepth} levels");
        }
    }

    private void Count(int nodes, ParsingEvent at)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
        {
            throw new YamlException(at.Start, at.End, $"the file holds more than {MaxNodes} values");
        }
    }
}
