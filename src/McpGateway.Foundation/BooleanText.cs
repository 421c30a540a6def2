namespace McpGateway.Foundation;

/// <summary>How people and programs write yes and no: in forms, files and the environment.</summary>
public static class BooleanText
{
    /// <summary><c>1 on t true y yes</c> and <c>0 off f false n no</c>, whatever their case; no surrounding spaces.</summary>
    public static bool TryParse(string value, out bool parsed)
    {
        ArgumentNullException.ThrowIfNull(value);
        bool? known = value.ToUpperInvariant() switch
        {
            "1" or "ON" or "T" or "TRUE" or "Y" or "YES" => true,
            "0" or "OFF" or "F" or "FALSE" or "N" or "NO" => false,
            _ => null,
        };
        parsed = known ?? false;
        return known is not null;
    }
}
