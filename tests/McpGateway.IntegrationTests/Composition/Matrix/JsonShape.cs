using System.Text;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>
/// Names and types of a JSON text, without its values: <c>{count:number,items:[{name:string,note?:null|string}]}</c>. All elements of an
/// array make one shape, so that their number does not show, and so do the members of an object that are named by data.
/// </summary>
internal sealed class JsonShape
{
    /// <summary>Members whose own members are named by groups.</summary>
    private static readonly string[] Named = ["scopes_groups"];

    private readonly SortedSet<string> _scalars = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonShape> _members = new(StringComparer.Ordinal);
    private int _objects;
    private int _arrays;
    private JsonShape? _element;
    private int _seen;

    public static string Of(JsonElement element)
    {
        var shape = new JsonShape();
        shape.Add(element, isNamedByData: false);
        return shape.ToString();
    }

    public override string ToString()
    {
        var kinds = new List<string>(_scalars);
        if (_arrays > 0)
        {
            kinds.Add($"[{_element}]");
        }

        if (_objects > 0)
        {
            kinds.Add(Members());
        }

        return string.Join('|', kinds);
    }

    private void Add(JsonElement element, bool isNamedByData)
    {
        _seen++;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                _objects++;
                AddMembers(element, isNamedByData);
                break;
            case JsonValueKind.Array:
                _arrays++;
                foreach (var item in element.EnumerateArray())
                {
                    (_element ??= new()).Add(item, isNamedByData: false);
                }

                break;
            default:
                _scalars.Add(element.ValueKind switch
                {
                    JsonValueKind.String => "string",
                    JsonValueKind.Number => "number",
                    JsonValueKind.Null => "null",
                    _ => "bool",
                });
                break;
        }
    }

    private void AddMembers(JsonElement element, bool isNamedByData)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = isNamedByData ? "*" : member.Name.StartsWith('/') ? "/*" : member.Name;
            if (!_members.TryGetValue(name, out var shape))
            {
                _members.Add(name, shape = new());
            }

            shape.Add(member.Value, Named.Contains(name));
        }
    }

    private string Members()
    {
        var text = new StringBuilder("{");
        foreach (var (name, shape) in _members)
        {
            text.Append(text.Length > 1 ? "," : "").Append(name).Append(shape._seen < _objects ? "?:" : ":").Append(shape);
        }

        return text.Append('}').ToString();
    }
}
