using Clockspot.Data;
using Clockspot.Domain.Access;

namespace Clockspot.Api;

/// <summary>A credential that was presented, without its value.</summary>
/// <param name="Type"><c>api_key</c> or <c>access_token</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hint">Its last characters.</param>
/// <param name="Scopes">What it carries; every scope that there is when it was not narrowed.</param>
public sealed record CredentialShape(string Type, string Name, string Hint, IReadOnlyList<string> Scopes);

/// <summary>Who calls: the actor, in which workspace, by which credential.</summary>
/// <param name="Actor">Who acts, with what the role gives and the credential carries.</param>
/// <param name="Workspace">Where. It is fixed by the credential and stands in no path.</param>
/// <param name="Credential">By what.</param>
public sealed record Caller(Actor Actor, WorkspaceBasics Workspace, CredentialShape Credential);
