using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clockspot.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Walls : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_People_Email",
                table: "People");

            migrationBuilder.AddColumn<long>(
                name: "LastCodeStep",
                table: "People",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "AccountId",
                table: "Mail",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "Mail",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Notice");

            migrationBuilder.AddColumn<string>(
                name: "NormalizedTo",
                table: "Mail",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "SenderId",
                table: "Mail",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "RequiresTwoStep",
                table: "Accounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.Sql("UPDATE Mail SET NormalizedTo = upper(\"To\")");

            // The name that Identity wants unique is no longer the address, which may stand on several sign-ins until one has proven it.
            migrationBuilder.Sql("UPDATE People SET UserName = lower(Id), NormalizedUserName = upper(Id)");

            migrationBuilder.CreateTable(
                name: "Sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Device = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Ip = table.Column<string>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LastUsedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Sessions_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_People_Email",
                table: "People",
                column: "NormalizedEmail");

            migrationBuilder.CreateIndex(
                name: "IX_People_ProvenEmail",
                table: "People",
                column: "NormalizedEmail",
                unique: true,
                filter: "\"EmailConfirmed\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_Mail_AccountId_CreatedAt",
                table: "Mail",
                columns: new[] { "AccountId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Mail_NormalizedTo_CreatedAt",
                table: "Mail",
                columns: new[] { "NormalizedTo", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Mail_SenderId_CreatedAt",
                table: "Mail",
                columns: new[] { "SenderId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_EndsAt",
                table: "Sessions",
                column: "EndsAt");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_PersonId",
                table: "Sessions",
                column: "PersonId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_People_Email",
                table: "People");

            migrationBuilder.DropIndex(
                name: "IX_People_ProvenEmail",
                table: "People");

            migrationBuilder.DropIndex(
                name: "IX_Mail_AccountId_CreatedAt",
                table: "Mail");

            migrationBuilder.DropIndex(
                name: "IX_Mail_NormalizedTo_CreatedAt",
                table: "Mail");

            migrationBuilder.DropIndex(
                name: "IX_Mail_SenderId_CreatedAt",
                table: "Mail");

            migrationBuilder.DropColumn(
                name: "LastCodeStep",
                table: "People");

            migrationBuilder.DropColumn(
                name: "AccountId",
                table: "Mail");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "Mail");

            migrationBuilder.DropColumn(
                name: "NormalizedTo",
                table: "Mail");

            migrationBuilder.DropColumn(
                name: "SenderId",
                table: "Mail");

            migrationBuilder.DropColumn(
                name: "RequiresTwoStep",
                table: "Accounts");

            migrationBuilder.CreateIndex(
                name: "IX_People_Email",
                table: "People",
                column: "NormalizedEmail",
                unique: true);
        }
    }
}
