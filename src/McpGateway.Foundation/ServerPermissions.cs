namespace McpGateway.Foundation;

/// <summary>Names of the registry permissions on servers, as scopes grant them in <c>ui_permissions</c>.</summary>
public static class ServerPermissions
{
    public const string List = "list_service";
    public const string Register = "register_service";
    public const string Modify = "modify_service";
    public const string Toggle = "toggle_service";
    public const string Check = "health_check_service";
}
