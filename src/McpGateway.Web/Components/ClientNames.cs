namespace McpGateway.Web.Components;

/// <summary>Ids of clients, as records state them, in words. Pure.</summary>
internal static class ClientNames
{
    /// <summary>The client id of tokens that people made for their clients, as records state it.</summary>
    private const string OwnToken = "user-generated";

    /// <returns>Null for none.</returns>
    public static string? Of(string? id) => id switch
    {
        null or "" => null,
        OwnToken => "a token",
        _ when Uri.TryCreate(id, UriKind.Absolute, out var address) && address.Host.Length > 0 => SafeText.Show(address.Host),
        _ => SafeText.Show(id),
    };
}
