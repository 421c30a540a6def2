using Microsoft.Extensions.Primitives;

namespace McpGateway.Identity.Authentication;

/// <summary>Reads <c>Bearer</c> credentials from a header (RFC 6750 §2.1).</summary>
public static class BearerHeader
{
    private const string Scheme = "Bearer";

    /// <param name="values">The header.</param>
    /// <param name="token">The token; empty unless the header is <see cref="BearerHeaderState.Present"/>.</param>
    public static BearerHeaderState Read(StringValues values, out ReadOnlySpan<char> token)
    {
        token = default;
        if (values.Count == 0)
        {
            return BearerHeaderState.Absent;
        }

        // Two values leave open which one another party on the way believed.
        if (values.Count > 1 || values[0] is not { } value)
        {
            return BearerHeaderState.Malformed;
        }

        if (!value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || (value.Length > Scheme.Length && value[Scheme.Length] != ' '))
        {
            return value.Length == 0 ? BearerHeaderState.Absent : BearerHeaderState.Foreign;
        }

        token = value.AsSpan(Scheme.Length).Trim(' ');
        return token.IsEmpty ? BearerHeaderState.Malformed : BearerHeaderState.Present;
    }
}

public enum BearerHeaderState
{
    Absent,

    /// <summary>A credential of another scheme.</summary>
    Foreign,
    Malformed,
    Present,
}
