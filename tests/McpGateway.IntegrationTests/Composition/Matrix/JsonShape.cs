using System.Text;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>
/// Names and types of a JSON text, without its values: <c>{count:number,items:[{name:string,note?:null|string}]}</c>. All elements of an array
/// make one shape, so that their number does not show, and so do the members of an object whose names are paths.
/// </summary>
internal sealed class JsonShape
{
    private readonly SortedSet<string> _scalars = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonShape> _members = new(StringComparer.Ordinal);
    private int _objects;
    private int _arrays;
    private JsonShape? _element;
    private int _seen;

    public static string Of(JsonElement element)
    {
        var shape = new JsonShape();
        shape.Add(element);
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

    private void Add(JsonElement element)
    {
        _seen++;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                _objects++;
                AddMembers(element);
                break;
            case JsonValueKind.Array:
                _arrays++;
                foreach (var item in element.EnumerateArray())
                {
                    (_element ??= new()).Add(item);
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

    private void AddMembers(JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = member.Name.StartsWith('/') ? "/*" : member.Name;
            if (!_members.TryGetValue(name, out var shape))
            {
                _members.Add(name, shape = new());
            }

            shape.Add(member.Value);
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
