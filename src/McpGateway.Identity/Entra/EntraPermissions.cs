namespace McpGateway.Identity.Entra;

/// <summary>The application permissions of Microsoft Graph that are needed, by their names there.</summary>
internal static class EntraPermissions
{
    public const string ReadUsers = "User.Read.All";
    public const string WriteUsers = "User.ReadWrite.All";
    public const string SetPasswords = "User-PasswordProfile.ReadWrite.All (and User.ReadWrite.All)";
    public const string ReadGroups = "Group.Read.All";
    public const string WriteGroups = "Group.ReadWrite.All";
    public const string ReadMembers = "GroupMember.Read.All";
    public const string WriteMembers = "GroupMember.ReadWrite.All";
    public const string ReadApplications = "Application.Read.All";
    public const string WriteApplications = "Application.ReadWrite.OwnedBy";
}
