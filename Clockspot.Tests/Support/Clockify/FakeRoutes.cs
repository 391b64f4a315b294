using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Clockspot.Tests.Support.Clockify;

/// <summary>Who may ask for what, and what is said: the credential first, then the route, then the workspace.</summary>
static class FakeRoutes
{
    const int DefaultSize = 50;
    const int LargestSize = 5_000;
    static readonly string[] shownStatuses = ["ACTIVE", "PENDING_EMAIL_VERIFICATION", "NOT_REGISTERED"];

    public static FakeAnswer Answer(HttpRequest request, FakeLedger ledger, int? page = null)
    {
        if (Credential(request, ledger, out var key) is { } refused) return refused;
        var path = request.Path.Value ?? "";
        if (!path.StartsWith("/api/v1/", StringComparison.Ordinal)) return FakeAnswer.NoRoute(path.TrimStart('/'));
        var parts = path["/api/v1/".Length..].Split('/');
        var known = parts is ["user"] or ["workspaces"] || parts is ["workspaces", { Length: > 0 }] or ["workspaces", { Length: > 0 }, "users" or "clients"];
        if (!known) return FakeAnswer.NoRoute(path["/api/".Length..]);
        if (request.Method != HttpMethods.Get) return FakeAnswer.NoMethod(request.Method);
        if (parts is ["user"]) return FakeAnswer.Of(new FakeUser(FakeId.Of("aa", 0), "Dana Holt", "dana.holt@example.test", "ACTIVE").Json(null, false, false));
        if (parts is ["workspaces"]) return FakeAnswer.Of(new JsonArray([.. key.Workspaces.Select(FakeSettings.Workspace)]));
        if (key.Workspaces.FirstOrDefault(row => row.Id == parts[1]) is not { } workspace) return FakeAnswer.AccessDenied();
        if (parts.Length == 2) return FakeAnswer.Of(FakeSettings.Workspace(workspace));
        if (parts[2] == "users" && key.Member) return FakeAnswer.AccessDenied();
        return parts[2] == "users" ? Users(request.Query, workspace, ledger, page) : Clients(request.Query, workspace, ledger, page);
    }

    static FakeAnswer? Credential(HttpRequest request, FakeLedger ledger, out FakeKey key)
    {
        key = null!;
        var keys = request.Headers["X-Api-Key"];
        var addons = request.Headers["X-Addon-Token"];
        if (keys.Count + addons.Count != 1) return FakeAnswer.NoKey();
        if (string.IsNullOrEmpty(keys.Count == 1 ? keys[0] : addons[0])) return FakeAnswer.NoKey();
        if (addons.Count == 1) return FakeAnswer.Refusal(401, 4017, "Token is not valid");
        return ledger.Keys.TryGetValue(keys[0]!, out key!) ? null : FakeAnswer.UnknownKey();
    }

    static FakeAnswer Users(IQueryCollection query, FakeWorkspace workspace, FakeLedger ledger, int? page)
    {
        if (Switch(query, "include-roles", out var roles) is { } refused) return refused;
        var asked = query["account-statuses"].SelectMany(text => text!.Split(',')).ToList();
        IReadOnlyList<string> shown = asked.Count > 0 ? asked : shownStatuses;
        var membership = query["status"].ToString();
        var memberships = query["memberships"].ToString() is "ALL" or "WORKSPACE";
        // A status of no specification passes the filter that nobody asked for.
        var rows = workspace.Users.Where(user => shown.Contains(user.Status, StringComparer.Ordinal) || (asked.Count == 0 && user.Strange))
            .Where(user => membership is "" or "ALL" || user.Membership == membership)
            .Where(user => Contains(user.Name, query["name"]) && Contains(user.Email, query["email"]));
        rows = query["sort-column"].ToString() switch
        {
            "ID" => rows.OrderBy(user => user.Id, StringComparer.Ordinal),
            "NAME" or "NAME_LOWERCASE" => rows.OrderBy(user => user.Name, StringComparer.OrdinalIgnoreCase),
            _ => rows.OrderBy(user => user.Email, StringComparer.OrdinalIgnoreCase),
        };
        return List(query, [.. rows], user => user.Json(workspace, memberships, roles ?? false), ledger, page);
    }

    static FakeAnswer Clients(IQueryCollection query, FakeWorkspace workspace, FakeLedger ledger, int? page)
    {
        if (Switch(query, "archived", out var archived) is { } refused) return refused;
        var rows = workspace.Clients.Where(client => archived is null || client.Archived == archived).Where(client => Contains(client.Name, query["name"]))
            .OrderBy(client => client.Name, StringComparer.OrdinalIgnoreCase);
        return List(query, [.. rows], client => client.Json(workspace), ledger, page);
    }

    static FakeAnswer List<T>(IQueryCollection query, List<T> rows, Func<T, JsonObject> json, FakeLedger ledger, int? forced)
    {
        if (query["sort-order"] == "DESCENDING") rows.Reverse();
        if (Number(query, "page", 1, out var page) is { } wrongPage) return wrongPage;
        if (Number(query, "page-size", DefaultSize, out var size) is { } wrongSize) return wrongSize;
        if (size > LargestSize) return FakeAnswer.Refusal(400, 501, "Page size cannot be larger than 5,000.");
        page = Math.Max(1, forced ?? page);
        size = Math.Min(size <= 0 ? DefaultSize : size, ledger.MostRows);
        var skipped = (long)(page - 1) * size;
        var part = skipped >= rows.Count ? [] : rows.Skip((int)skipped).Take(size);
        var headers = new List<(string, string)>();
        if (ledger.Paging.HasFlag(PagingHeaders.LastPage)) headers.Add(("last-page", skipped + size >= rows.Count ? "true" : "false"));
        if (ledger.Paging.HasFlag(PagingHeaders.TotalCount)) headers.Add(("total-count", rows.Count.ToString(CultureInfo.InvariantCulture)));
        return FakeAnswer.Of(new JsonArray([.. part.Select(json)])) with { Headers = headers };
    }

    static FakeAnswer? Number(IQueryCollection query, string name, int otherwise, out int value)
    {
        value = otherwise;
        var text = query[name].ToString();
        return text.Length == 0 || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) ? null : FakeAnswer.WrongType(name, "Integer", text);
    }

    static FakeAnswer? Switch(IQueryCollection query, string name, out bool? value)
    {
        value = null;
        var text = query[name].ToString();
        if (text.Length == 0) return null;
        if (!bool.TryParse(text, out var read)) return FakeAnswer.WrongType(name, "Boolean", text);
        value = read;
        return null;
    }

    static bool Contains(string? text, string? part) => string.IsNullOrEmpty(part) || (text ?? "").Contains(part, StringComparison.OrdinalIgnoreCase);
}
