using System.Text;
using System.Text.Json;

namespace McpGateway.Proxy.A2a;

/// <summary>
/// The members of one object of A2A that the gateway acts on; everything else is passed over unread. ProtoJSON readers take each name also
/// in snake_case, so both are one member here.
/// </summary>
internal sealed class A2aShape
{
    private readonly A2aMember[] _members;

    /// <param name="place">What the object is called in errors.</param>
    /// <param name="members">At most 32.</param>
    public A2aShape(string place, params A2aMember[] members)
    {
        Place = place;
        _members = members;
        Names = [.. members.SelectMany(static member => new[] { member.Name, member.Snake }).Distinct(StringComparer.Ordinal)];
    }

    public string Place { get; }

    /// <summary>Every name under both spellings.</summary>
    public string[] Names { get; }

    public A2aMember this[int index] => _members[index];

    /// <summary>Which member the reader's current property is; less than nothing when it is none of them.</summary>
    public int Find(ref Utf8JsonReader reader)
    {
        for (var index = 0; index < _members.Length; index++)
        {
            if (_members[index].IsNamed(ref reader))
            {
                return index;
            }
        }

        return -1;
    }
}

/// <summary>A member that the gateway acts on.</summary>
internal sealed class A2aMember
{
    private readonly byte[] _name;
    private readonly byte[] _snake;

    public A2aMember(string name, MemberRole role, A2aShape? shape = null)
    {
        (Name, Snake, Role, Shape) = (name, JsonNamingPolicy.SnakeCaseLower.ConvertName(name), role, shape);
        _name = Encoding.UTF8.GetBytes(Name);
        _snake = Encoding.UTF8.GetBytes(Snake);
    }

    public string Name { get; }

    public string Snake { get; }

    public MemberRole Role { get; }

    /// <summary>Of the objects below; null for other roles than <see cref="MemberRole.Nested"/> and lists of tasks.</summary>
    public A2aShape? Shape { get; }

    public bool IsNamed(ref Utf8JsonReader reader) => reader.ValueTextEquals(_name) || reader.ValueTextEquals(_snake);
}
